package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A track that the peer sends, as RTP. Packets that come before there is a listener are held, the
 * newest {@value #MAX_HELD_PACKETS}; a listener that falls more than {@value #MAX_WAITING_PACKETS}
 * packets behind loses some. Thread-safe.
 */
public final class RtcRemoteTrack {
    private static final int MAX_HELD_PACKETS = 512;
    private static final int MAX_WAITING_PACKETS = 4096;

    private final ConnectionLoop loop;
    private final RtcMediaKind kind;
    private final String id;

    private final Listeners<Consumer<? super RtpPacket>> rtpListeners = new Listeners<>();
    private final Listeners<Runnable> muteListeners = new Listeners<>();
    private final Listeners<Runnable> unmuteListeners = new Listeners<>();
    private final Listeners<Runnable> endedListeners = new Listeners<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean muted = true;
    private volatile boolean ended;
    private volatile OptionalLong ssrc = OptionalLong.empty();
    private volatile Optional<String> rid = Optional.empty();
    private volatile Optional<RtcRtpCodecParameters> codec = Optional.empty();

    // Loop-confined.
    private boolean unmuteQueued;

    // Confined to the callback executor.
    private final ArrayDeque<RtpPacket> held = new ArrayDeque<>();

    RtcRemoteTrack(ConnectionLoop loop, RtcMediaKind kind, String id) {
        this.loop = loop;
        this.kind = kind;
        this.id = id;
    }

    /** Audio or video. */
    public RtcMediaKind kind() {
        return kind;
    }

    /** The id in the peer's description, or a generated one. */
    public String id() {
        return id;
    }

    /** The stream received last, u32; empty before the first packet. */
    public OptionalLong ssrc() {
        return ssrc;
    }

    /** The simulcast layer received last, where the peer names layers. */
    public Optional<String> rid() {
        return rid;
    }

    /** The codec received last; empty before the first packet. */
    public Optional<RtcRtpCodecParameters> codec() {
        return codec;
    }

    /** Whether nothing comes, for now. */
    public boolean muted() {
        return muted;
    }

    /** Whether nothing will come any more. */
    public boolean ended() {
        return ended;
    }

    /** Packets lost because listeners were too slow, or late. */
    public long droppedPackets() {
        return dropped.get();
    }

    /** Adds a listener for RTP packets. The first one is given those that were held. */
    public RtcListenerRegistration onRtp(Consumer<? super RtpPacket> listener) {
        RtcListenerRegistration registration = rtpListeners.add(listener);
        loop.callback(this::deliverHeld);
        return registration;
    }

    /** Adds a listener for the moment when packets cease for a while. */
    public RtcListenerRegistration onMute(Runnable listener) {
        return muteListeners.add(listener);
    }

    /** Adds a listener for the moment when packets come. */
    public RtcListenerRegistration onUnmute(Runnable listener) {
        return unmuteListeners.add(listener);
    }

    /** Adds a listener for the end of the track. */
    public RtcListenerRegistration onEnded(Runnable listener) {
        return endedListeners.add(listener);
    }

    /** On the loop: a packet has come. */
    void received(
            RtpPacket packet,
            Optional<RtcRtpCodecParameters> packetCodec,
            Optional<String> packetRid) {
        if (ended) {
            return;
        }
        if (ssrc.isEmpty() || ssrc.getAsLong() != packet.ssrc()) {
            ssrc = OptionalLong.of(packet.ssrc());
            rid = packetRid;
            codec = packetCodec;
        }
        if (muted && !unmuteQueued) {
            unmuteQueued = true;
            loop.task(this::unmute);
        }
        if (waiting.incrementAndGet() > MAX_WAITING_PACKETS) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        loop.callback(() -> deliver(packet));
    }

    private void unmute(Effects effects) {
        unmuteQueued = false;
        if (muted && !ended) {
            muted = false;
            effects.add(() -> unmuteListeners.fire(Runnable::run));
        }
    }

    /** On the loop, in a task. */
    void mute(Effects effects) {
        if (!muted) {
            muted = true;
            effects.add(() -> muteListeners.fire(Runnable::run));
        }
    }

    /** On the loop, in a task. */
    void end(Effects effects) {
        if (!ended) {
            ended = true;
            effects.add(() -> endedListeners.fire(Runnable::run));
        }
    }

    /** On the loop: {@link RtcPeerConnection#close()} ends tracks without an event. */
    void endSilently() {
        ended = true;
    }

    private void deliver(RtpPacket packet) {
        waiting.decrementAndGet();
        if (held.isEmpty() && !rtpListeners.isEmpty()) {
            rtpListeners.fire(listener -> listener.accept(packet));
            return;
        }
        if (held.size() == MAX_HELD_PACKETS) {
            held.remove();
            dropped.incrementAndGet();
        }
        held.add(packet);
        deliverHeld();
    }

    private void deliverHeld() {
        while (!held.isEmpty() && !rtpListeners.isEmpty()) {
            RtpPacket packet = held.remove();
            rtpListeners.fire(listener -> listener.accept(packet));
        }
    }

    @Override
    public String toString() {
        return "RtcRemoteTrack[" + id + ", " + kind + "]";
    }
}
