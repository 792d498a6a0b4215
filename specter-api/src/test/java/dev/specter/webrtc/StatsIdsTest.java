package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class StatsIdsTest {
    private final StatsIds ids = new StatsIds(new SplittableRandom(1));

    @Test
    void theSameNameHasTheSameIdAndOthersHaveOthers() {
        assertEquals(ids.of("T1"), ids.of("T1"));
        assertEquals(
                10_000,
                IntStream.range(0, 10_000)
                        .mapToObj(i -> ids.of("T" + i))
                        .collect(Collectors.toSet())
                        .size());
    }

    @Test
    void anotherConnectionHasOtherIds() {
        assertNotEquals(ids.of("T1"), new StatsIds(new SplittableRandom(2)).of("T1"));
    }
}
