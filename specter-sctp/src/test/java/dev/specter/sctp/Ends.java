package dev.specter.sctp;

import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import java.time.Duration;
import java.util.SplittableRandom;

/** Makes pairs of associations. */
public final class Ends {
    public static final LinkProfile PATH =
            LinkProfile.PERFECT.withDelay(Duration.ofMillis(20)).withMtu(1_200);

    /** What RFC 9260 and RFC 3758 alone give. */
    public static final SctpOptions CLASSIC =
            SctpOptions.builder()
                    .interleaving(false)
                    .zeroChecksum(false)
                    .lossDetection(LossDetection.MISSING_REPORTS)
                    .build();

    private Ends() {}

    public static Pair<SctpEnd, SctpEnd> pair(LinkProfile profile, long seed) {
        return pair(SctpOptions.defaults(), profile, seed);
    }

    public static Pair<SctpEnd, SctpEnd> pair(SctpOptions options, LinkProfile profile, long seed) {
        var random = new SplittableRandom(seed);
        return new Pair<>(
                new SctpEnd(options, random.split()),
                new SctpEnd(options, random.split()),
                profile,
                seed);
    }

    /** A pair that is connected. */
    public static Pair<SctpEnd, SctpEnd> connected(SctpOptions options, long seed) {
        Pair<SctpEnd, SctpEnd> pair = pair(options, PATH, seed);
        connectBoth(pair);
        return pair;
    }

    public static Pair<SctpEnd, SctpEnd> connected() {
        return connected(SctpOptions.defaults(), 1);
    }

    public static void connectBoth(Pair<SctpEnd, SctpEnd> pair) {
        pair.a().connect(pair.nowNanos());
        pair.z().connect(pair.nowNanos());
        long end = pair.nowNanos() + Duration.ofMinutes(5).toNanos();
        if (!pair.runUntil(() -> pair.a().isConnected() && pair.z().isConnected(), end)) {
            throw new AssertionError("not connected");
        }
    }

    /** Bytes that depend on their place, so that a wrong one shows. */
    public static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
