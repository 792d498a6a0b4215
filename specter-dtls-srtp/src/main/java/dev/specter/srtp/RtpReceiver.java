package dev.specter.srtp;

import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/**
 * The peer's RTP streams. A stream gets a context of its own once a packet of it has turned out
 * authentic; until then all SSRCs share two trial contexts, which the library leaves as they were
 * when a packet fails. (Session keys do not depend on the SSRC, RFC 3711, section 4.3.) So a flood
 * of forged SSRCs makes nothing and evicts nothing. Loop-confined.
 */
final class RtpReceiver {
    private static final int HALF_OF_SEQUENCE_NUMBERS = 0x8000;

    private final SrtpContexts contexts;
    private final int maxStreams;
    private final Map<Integer, SrtpCryptoContext> streams = new HashMap<>();
    private SrtpCryptoContext trial;
    private SrtpCryptoContext trialAfterWrap;
    private int lastSsrc;
    private SrtpCryptoContext last;

    RtpReceiver(SrtpContexts contexts, int maxStreams) {
        this.contexts = contexts;
        this.maxStreams = maxStreams;
    }

    /** The verdict on a packet, or null when it would be of one stream too many. */
    SrtpErrorStatus unprotect(PacketView packet) throws GeneralSecurityException {
        int ssrc = packet.rtpSsrc();
        if (last != null && ssrc == lastSsrc) {
            return last.reverseTransformPacket(packet, false);
        }
        SrtpCryptoContext context = streams.get(ssrc);
        if (context == null) {
            return unprotectFirst(packet, ssrc);
        }
        lastSsrc = ssrc;
        last = context;
        return context.reverseTransformPacket(packet, false);
    }

    private SrtpErrorStatus unprotectFirst(PacketView packet, int ssrc)
            throws GeneralSecurityException {
        if (streams.size() >= maxStreams) {
            return null;
        }
        // RFC 3711, section 3.3.1: a stream starts with a rollover counter of zero, but what comes
        // first here may have been sent after the sequence number has wrapped.
        boolean mayHaveWrapped = packet.sequenceNumber() < HALF_OF_SEQUENCE_NUMBERS;
        byte[] original = mayHaveWrapped ? packet.copy() : null;
        if (trial == null) {
            trial = contexts.rtp(0, 0);
        }
        SrtpErrorStatus status = trial.reverseTransformPacket(packet, false);
        if (status == SrtpErrorStatus.OK) {
            streams.put(ssrc, trial);
            trial = null;
        } else if (mayHaveWrapped && status == SrtpErrorStatus.AUTH_FAIL) {
            packet.restore(original);
            if (trialAfterWrap == null) {
                trialAfterWrap = contexts.rtp(0, 1);
            }
            status = trialAfterWrap.reverseTransformPacket(packet, false);
            if (status == SrtpErrorStatus.OK) {
                streams.put(ssrc, trialAfterWrap);
                trialAfterWrap = null;
            }
        }
        return status;
    }
}
