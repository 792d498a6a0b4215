package dev.specter.webrtc;

import dev.specter.webrtc.loop.Listeners;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** What both kinds of local track have in common. Thread-safe. */
final class LocalTrackCore {
    private static final int MAX_ID_CHARS = 256;

    private final RtcRtpCodecCapability codec;
    private final String id;
    private final String streamId;
    private final List<RtcRtpSender> senders = new CopyOnWriteArrayList<>();
    private final Listeners<Runnable> keyFrameListeners = new Listeners<>();

    LocalTrackCore(RtcRtpCodecCapability codec, String id, String streamId) {
        this.codec = Objects.requireNonNull(codec);
        this.id = requireToken(id, "track id");
        this.streamId = requireToken(streamId, "stream id");
    }

    /** Ids go into {@code a=msid} lines, so they are tokens (RFC 8830, section 2). */
    private static String requireToken(String value, String what) {
        boolean ok = !value.isEmpty() && value.length() <= MAX_ID_CHARS;
        for (int i = 0; ok && i < value.length(); i++) {
            char c = value.charAt(i);
            ok = c > ' ' && c < 0x7F;
        }
        if (!ok) {
            throw new RtcException(
                    RtcErrorName.INVALID_CHARACTER_ERROR, what + " is not a token: " + value);
        }
        return value;
    }

    RtcRtpCodecCapability codec() {
        return codec;
    }

    String id() {
        return id;
    }

    String streamId() {
        return streamId;
    }

    void attach(RtcRtpSender sender) {
        senders.add(sender);
    }

    void detach(RtcRtpSender sender) {
        senders.remove(sender);
    }

    List<RtcRtpSender> senders() {
        return senders;
    }

    RtcListenerRegistration onKeyFrameRequest(Runnable listener) {
        return keyFrameListeners.add(listener);
    }

    /** In a task of the connection that was asked. */
    void fireKeyFrameRequest() {
        keyFrameListeners.fire(Runnable::run);
    }
}
