package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

class SctpTermsTest {
    private final SctpTerms terms = new SctpTerms(SctpOptions.defaults(), 100_000, new Random(1));

    @Test // webrtc-pc, section 6.1.1.2
    void theLargestMessageIsTheSmallerOfWhatThePeerTakesAndWhatCanBeSent() {
        assertEquals(65_536, terms.maxMessageSizeBytes());
        terms.agreed(5000, OptionalLong.of(1_000));
        assertEquals(1_000, terms.maxMessageSizeBytes());
        terms.agreed(5000, OptionalLong.of(200_000));
        assertEquals(100_000, terms.maxMessageSizeBytes());
        terms.agreed(5000, OptionalLong.empty());
        assertEquals(65_536, terms.maxMessageSizeBytes());
        terms.agreed(5000, OptionalLong.of(0)); // RFC 8841, section 6.1: any size
        assertEquals(100_000, terms.maxMessageSizeBytes());
    }

    @Test
    void theAssociationIsTheOneWhoseInitWasShown() {
        var shown = terms.localInit();
        assertEquals(shown, terms.localInit());
        terms.agreed(5000, OptionalLong.of(1_000));
        var first = terms.firstTable(Optional.empty());
        assertEquals(shown, first.association().localInit());
        var next = terms.nextTable();
        assertNotSame(first, next);
        assertNotEquals(shown, next.association().localInit());
    }
}
