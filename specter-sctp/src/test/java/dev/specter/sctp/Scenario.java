package dev.specter.sctp;

import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import java.time.Duration;
import java.util.SplittableRandom;

/** A bad path and two ends whose features were drawn by lot, all from one seed. */
record Scenario(
        long seed,
        LinkProfile aToZ,
        LinkProfile zToA,
        SctpOptions a,
        SctpOptions z,
        Start start,
        int largestMessageBytes) {
    static final int MAX_MESSAGE_BYTES = 700_000;
    static final int SEAL_BYTES = 4;

    /** Who begins. */
    enum Start {
        A,
        BOTH,
        SIGNALLED
    }

    static Scenario of(long seed, double maxLoss) {
        var random = new SplittableRandom(seed);
        // A quarter without loss; else even up to the most, with the same in both directions.
        double loss = random.nextInt(4) == 0 ? 0 : random.nextDouble() * maxLoss;
        LinkProfile path =
                LinkProfile.PERFECT
                        .withDelay(Duration.ofMillis(random.nextInt(1, 80)))
                        .withJitter(Duration.ofMillis(random.nextInt(3) * 15L))
                        .withLoss(loss)
                        .withDuplication(random.nextInt(3) == 0 ? 0.1 : 0)
                        .withCorruption(random.nextInt(3) == 0 ? 0.05 : 0);
        int mtuBytes = random.nextInt(600, 1_400);
        SctpOptions a = options(random, mtuBytes);
        SctpOptions z = options(random, mtuBytes);
        // Larger packets than configured may fit one way, or both, or neither.
        LinkProfile aToZ = path.withMtu(mtuBytes + SEAL_BYTES + random.nextInt(300));
        LinkProfile zToA = path.withMtu(mtuBytes + SEAL_BYTES + random.nextInt(300));
        return new Scenario(
                seed,
                aToZ,
                zToA,
                a,
                z,
                Start.values()[random.nextInt(Start.values().length)],
                loss > 0.25 ? 20_000 : random.nextInt(8) == 0 ? MAX_MESSAGE_BYTES : 60_000);
    }

    private static SctpOptions options(SplittableRandom random, int mtuBytes) {
        StreamScheduling[] schedulings = StreamScheduling.values();
        return SctpOptions.builder()
                .maxRetransmits(1_000)
                .maxInitRetransmits(60)
                .mtuBytes(mtuBytes)
                .maxMtuBytes(random.nextInt(3) == 0 ? mtuBytes + 200 : 0)
                .receiveWindowBytes(random.nextInt(2) == 0 ? 64_000 : 2_000_000)
                .maxReceiveMessageBytes(MAX_MESSAGE_BYTES)
                .maxSendMessageBytes(MAX_MESSAGE_BYTES)
                .sendBufferBytes(1 << 30)
                .interleaving(random.nextInt(4) > 0)
                .zeroChecksum(random.nextBoolean())
                .lossDetection(
                        random.nextBoolean() ? LossDetection.RACK : LossDetection.MISSING_REPORTS)
                .streamScheduling(schedulings[random.nextInt(schedulings.length)])
                .build();
    }

    Pair<SctpEnd, SctpEnd> begin() {
        var random = new SplittableRandom(seed);
        var pair =
                new Pair<>(
                        new SctpEnd(a, random.split()).sealed(),
                        new SctpEnd(z, random.split()).sealed(),
                        aToZ,
                        seed);
        pair.zToA().profile(zToA);
        switch (start) {
            case A -> pair.a().connect(0);
            case BOTH -> {
                pair.a().connect(0);
                pair.z().connect(0);
            }
            case SIGNALLED -> {
                pair.a().association.connectWith(pair.z().association.localInit(), 0);
                pair.z().association.connectWith(pair.a().association.localInit(), 0);
            }
        }
        return pair;
    }
}
