package dev.specter.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

/** Mutations of the browsers' descriptions never give anything but an {@link SdpException}. */
class SdpMutationFuzzTest {
    private static final int RUNS = Integer.getInteger("specter.fuzz.runs", 20_000);
    private static final String ALPHABET = " \r\n=:;,/0123456789abcdefz-~*\0\u00e9\ud83d";

    @Test
    void mutatedDescriptionsParseOrFailWithALine() {
        long seed = Long.getLong("specter.seed", 20_261_122L);
        System.out.println("SdpMutationFuzzTest seed " + seed);
        var random = new SplittableRandom(seed);
        List<String> corpus = Fixtures.files(".sdp").stream().map(Fixtures::read).toList();
        int accepted = 0;
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            String text = mutate(corpus.get(random.nextInt(corpus.size())), random);
            try {
                SessionDescription description = SdpParser.parse(text);
                accepted++;
                // What was accepted survives being written and read.
                String written = SdpWriter.write(description);
                assertEquals(description, SdpParser.parse(written), "seed " + seed);
            } catch (SdpException e) {
                refused++;
                assertTrue(e.lineNumber() >= 1);
                assertFalse(e.reason().isEmpty());
            }
        }
        System.out.println("accepted " + accepted + ", refused " + refused);
        assertTrue(accepted > 0 && refused > 0);
    }

    private static String mutate(String text, SplittableRandom random) {
        var out = new StringBuilder(text);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && out.length() > 1; i++) {
            int at = random.nextInt(out.length());
            int end = Math.min(out.length(), at + 1 + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> out.setCharAt(at, randomChar(random));
                case 1 -> out.insert(at, randomChar(random));
                case 2 -> out.delete(at, end);
                case 3 -> out.insert(random.nextInt(out.length()), out.substring(at, end));
                default -> out.setLength(at);
            }
        }
        return out.toString();
    }

    private static char randomChar(SplittableRandom random) {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
}
