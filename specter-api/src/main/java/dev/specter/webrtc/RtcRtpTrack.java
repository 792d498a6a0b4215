package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;

import java.util.Objects;

/**
 * A local track of RTP packets made elsewhere, as in a forwarding server. Each sender gives them
 * its own SSRC, payload type and numbering; the payload is shared. Thread-safe.
 */
public final class RtcRtpTrack extends RtcLocalTrack {
    private RtcRtpTrack(LocalTrackCore core, String rid) {
        super(core, rid);
    }

    /**
     * Makes a track.
     *
     * @param codec what the packets carry, or a bare kind
     * @param id identifies the track; a token of at most 256 characters
     * @param streamId identifies its stream; likewise
     * @return the track
     * @throws RtcException InvalidCharacterError for an id that is not a token
     */
    public static RtcRtpTrack create(RtcRtpCodecCapability codec, String id, String streamId) {
        return new RtcRtpTrack(new LocalTrackCore(codec, id, streamId), "");
    }

    /**
     * Sends a packet through every sender that has the track and is negotiated and connected;
     * elsewhere it is dropped. Returns at once; packets that come faster than an event loop can
     * send them are dropped too ({@link #droppedPackets}).
     *
     * @param packet of one source at a time; sequence numbers and timestamps go on smoothly when
     *     the source changes
     */
    public void writeRtp(RtpPacket packet) {
        Objects.requireNonNull(packet);
        core.send(sender -> sender.send(rid, packet, HeaderExtensionMap.EMPTY));
    }

    /**
     * Packets lost because an event loop could not keep up, of all encodings together, once for
     * each such loop.
     */
    public long droppedPackets() {
        return core.dropped();
    }

    /** Sends a packet of a remote track on. */
    void forward(RtpPacket packet, HeaderExtensionMap extensions) {
        core.send(sender -> sender.send(rid, packet, extensions));
    }

    /**
     * The same track's input for one encoding of senders that have several (simulcast): what is
     * written to it is sent as that encoding, and by senders without such an encoding not at all.
     * What is written to the track itself is sent as the first encoding.
     *
     * @param rid names the encoding, as in {@link RtcRtpEncodingParameters#rid()}
     * @return takes the packets of the encoding; may be asked for again and again
     * @throws RtcException TypeError for what is not a rid
     */
    public RtcRtpTrack layer(String rid) {
        return new RtcRtpTrack(core, LocalTrackCore.requireRid(rid));
    }
}
