package dev.specter.webrtc;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A track that the peer sends, as RTP. Packets that come before there is a listener are held, the
 * newest {@value #MAX_HELD_PACKETS}; a listener that falls more than {@value #MAX_WAITING_PACKETS}
 * packets behind loses some. Thread-safe.
 */
public final class RtcRemoteTrack {
    /** What the track asks of its receiver, on the loop. */
    interface Source {
        /** Samples are wanted from now on. */
        void wantSamples();

        /** Asks the peer for a key frame. */
        void requestKeyFrame();
    }

    private static final int MAX_HELD_PACKETS = 512;
    private static final int MAX_WAITING_PACKETS = 4096;

    private final ConnectionLoop loop;
    private final RtcMediaKind kind;
    private final String id;

    private final Listeners<Consumer<? super RtpPacket>> rtpListeners = new Listeners<>();
    private final Listeners<Consumer<? super RtcRemoteSample>> sampleListeners = new Listeners<>();
    private final List<RtcRtpTrack> forwardTargets = new CopyOnWriteArrayList<>();
    private final Listeners<Runnable> muteListeners = new Listeners<>();
    private final Listeners<Runnable> unmuteListeners = new Listeners<>();
    private final Listeners<Runnable> endedListeners = new Listeners<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean holdsPackets = true;
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean muted = true;
    private volatile boolean ended;

    /** The connection has been closed: what waits is not delivered any more. */
    private volatile boolean isSilent;

    private volatile OptionalLong ssrc = OptionalLong.empty();
    private volatile Optional<String> rid = Optional.empty();
    private volatile Optional<RtcRtpCodecParameters> codec = Optional.empty();

    // Loop-confined.
    private Source source;
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

    /** The simulcast layer that this is; empty where the peer sends the track but once. */
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

    /**
     * Adds a listener for frames: complete, in order, and for video from a key frame on, which is
     * asked for. Known for H.264, VP8 and Opus; of other codecs nothing comes.
     */
    public RtcListenerRegistration onSample(Consumer<? super RtcRemoteSample> listener) {
        RtcListenerRegistration registration = sampleListeners.add(listener);
        releaseHeld();
        loop.execute(
                () -> {
                    if (source != null) {
                        source.wantSamples();
                    }
                });
        return registration;
    }

    /**
     * Sends the track's packets on through a local track, on this connection's loop and without a
     * look at their payload. Requests for key frames of those who receive the local track are
     * handed to the peer. Closing the result ends both.
     *
     * @param target of the same codec; may be fed by one source at a time
     * @return ends the forwarding
     */
    public RtcListenerRegistration forwardTo(RtcRtpTrack target) {
        forwardTargets.add(target);
        releaseHeld();
        RtcListenerRegistration keyFrames =
                target.onKeyFrameRequest(
                        () ->
                                loop.execute(
                                        () -> {
                                            if (source != null) {
                                                source.requestKeyFrame();
                                            }
                                        }));
        return () -> {
            forwardTargets.remove(target);
            keyFrames.close();
        };
    }

    /** Somebody takes the track in another form: packets are not held for a first listener. */
    private void releaseHeld() {
        holdsPackets = false;
        loop.callback(
                () -> {
                    if (rtpListeners.isEmpty()) {
                        held.clear();
                    }
                });
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

    /** On the loop, once: who receives the track. */
    void source(Source newSource) {
        source = newSource;
        if (!sampleListeners.isEmpty()) {
            source.wantSamples();
        }
    }

    /** On the loop: names the layer. */
    void rid(String value) {
        rid = value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** On the loop: a packet has come. */
    void received(
            RtpPacket packet,
            HeaderExtensionMap extensions,
            Optional<RtcRtpCodecParameters> packetCodec) {
        if (ended) {
            return;
        }
        if (ssrc.isEmpty() || ssrc.getAsLong() != packet.ssrc()) {
            ssrc = OptionalLong.of(packet.ssrc());
            codec = packetCodec;
        }
        if (muted && !unmuteQueued) {
            unmuteQueued = true;
            loop.task(this::unmute);
        }
        for (RtcRtpTrack target : forwardTargets) {
            target.forward(packet, extensions);
        }
        if (rtpListeners.isEmpty() && !holdsPackets) {
            return;
        }
        if (waiting.incrementAndGet() > MAX_WAITING_PACKETS) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        loop.callback(() -> deliver(packet));
    }

    /** On the loop: a frame is complete. */
    void sampleReceived(RtcRemoteSample sample) {
        if (ended) {
            return;
        }
        if (waiting.incrementAndGet() > MAX_WAITING_PACKETS) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        loop.callback(
                () -> {
                    waiting.decrementAndGet();
                    if (isSilent) {
                        return;
                    }
                    sampleListeners.fire(listener -> listener.accept(sample));
                });
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
        if (!muted && !ended) {
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
        isSilent = true;
    }

    private void deliver(RtpPacket packet) {
        waiting.decrementAndGet();
        if (isSilent) {
            return;
        }
        if (held.isEmpty() && !rtpListeners.isEmpty()) {
            rtpListeners.fire(listener -> listener.accept(packet));
            return;
        }
        if (held.size() == MAX_HELD_PACKETS) {
            held.remove();
            dropped.incrementAndGet();
        }
        if (holdsPackets || !rtpListeners.isEmpty()) {
            held.add(packet);
            deliverHeld();
        }
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
