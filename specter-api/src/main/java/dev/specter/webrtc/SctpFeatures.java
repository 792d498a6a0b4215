package dev.specter.webrtc;

import dev.specter.sctp.SctpAssociation;

/**
 * What an SCTP association has come to in its set-up. Immutable.
 *
 * @param maxChannels channels that can be open at once
 * @param isInterleaved whether messages go as I-DATA
 * @param isZeroChecksum whether what we send goes without checksum
 * @param isSignalled whether the descriptions set it up
 */
record SctpFeatures(
        int maxChannels, boolean isInterleaved, boolean isZeroChecksum, boolean isSignalled) {
    static SctpFeatures of(int maxChannels, SctpAssociation association) {
        return new SctpFeatures(
                maxChannels,
                association.isInterleaved(),
                association.isZeroChecksum(),
                association.isSignalled());
    }
}
