package dev.specter.sctp;

/** The same without interleaving and with missing reports: FORWARD TSN and SSNs. */
class ClassicPartialReliabilityNetworkTest extends PartialReliabilityNetworkTest {
    @Override
    SctpOptions options() {
        return Ends.CLASSIC;
    }
}
