package dev.specter.sctp;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.testkit.FuzzInput;

/** An association in each of its states under packets of a fuzzer's, time and use between them. */
class AssociationStatesFuzzTest {
    private static final int MAX_STEPS = 200;

    @FuzzTest
    void association(byte[] data) {
        var input = new FuzzInput(data);
        FuzzedPair.Start start = FuzzedPair.Start.of(input.below(8));
        var pair = new FuzzedPair(options(input.u8()), options(input.u8()));
        pair.begin(start);
        for (int step = 0; step < MAX_STEPS && input.hasRemaining(); step++) {
            pair.step(input);
        }
        pair.finish();
    }

    /** Each bit turns something off or makes it small. */
    private static SctpOptions options(int bits) {
        var options =
                SctpOptions.builder()
                        .interleaving((bits & 1) == 0)
                        .zeroChecksum((bits & 2) == 0)
                        .lossDetection(
                                (bits & 4) == 0
                                        ? LossDetection.RACK
                                        : LossDetection.MISSING_REPORTS);
        if ((bits & 8) != 0) {
            options.receiveWindowBytes(4_800).maxReceiveMessageBytes(4_000).reassemblyBytes(8_000);
        }
        if ((bits & 16) != 0) {
            options.outgoingStreams(4).incomingStreams(3);
        }
        if ((bits & 32) != 0) {
            options.maxMtuBytes(1_500);
        }
        return options.build();
    }
}
