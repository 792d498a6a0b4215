package dev.specter.sctp;

/** The same without interleaving and with missing reports. */
class ClassicTransferNetworkTest extends TransferNetworkTest {
    @Override
    SctpOptions options() {
        return Ends.CLASSIC;
    }
}
