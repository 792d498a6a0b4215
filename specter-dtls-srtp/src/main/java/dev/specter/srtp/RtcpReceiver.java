package dev.specter.srtp;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/** The peer's RTCP, by sender SSRC; as {@link RtpReceiver}, without rollover. Loop-confined. */
final class RtcpReceiver {
    private static final int ENCRYPTED_FLAG = 1 << 31;

    private final SrtpContexts contexts;
    private final SrtpProfile profile;
    private final int maxStreams;
    private final Map<Integer, SrtcpCryptoContext> streams = new HashMap<>();
    private SrtcpCryptoContext trial;

    RtcpReceiver(SrtpContexts contexts, SrtpProfile profile, int maxStreams) {
        this.contexts = contexts;
        this.profile = profile;
        this.maxStreams = maxStreams;
    }

    /** The verdict on a packet, or null when it would be of one stream too many. */
    SrtpErrorStatus unprotect(PacketView packet) throws GeneralSecurityException {
        int trailerBytes = profile.isAead() ? 0 : profile.rtcpTagBytes();
        if (packet.getLength() < 8 + 4 + profile.rtcpTagBytes()
                // RFC 3711, section 3.4: clear when the packet is not encrypted. Nobody has agreed
                // on UNENCRYPTED_SRTCP (RFC 4568, section 6.3.2), so such a packet is an error.
                || (packet.wordBefore(trailerBytes) & ENCRYPTED_FLAG) == 0) {
            return SrtpErrorStatus.INVALID_PACKET;
        }
        int ssrc = packet.rtcpSsrc();
        SrtcpCryptoContext context = streams.get(ssrc);
        if (context != null) {
            return context.reverseTransformPacket(packet);
        }
        if (streams.size() >= maxStreams) {
            return null;
        }
        if (trial == null) {
            trial = contexts.rtcp(0);
        }
        SrtpErrorStatus status = trial.reverseTransformPacket(packet);
        if (status == SrtpErrorStatus.OK) {
            streams.put(ssrc, trial);
            trial = null;
        }
        return status;
    }
}
