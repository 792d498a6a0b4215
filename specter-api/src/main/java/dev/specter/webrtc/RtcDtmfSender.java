package dev.specter.webrtc;

import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.ToneSender;
import dev.specter.rtp.codec.TelephoneEvent;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.Listeners;
import dev.specter.webrtc.loop.LoopTimer;
import dev.specter.webrtc.negotiation.NegotiatedCodec;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends DTMF tones in an audio sender's stream (webrtc-pc, section 7; RFC 4733). While a tone lasts
 * it takes the place of the audio. Thread-safe.
 */
public final class RtcDtmfSender {
    private static final String TONES = "0123456789ABCD#*,";
    private static final Duration DEFAULT_DURATION = Duration.ofMillis(100);
    private static final Duration DEFAULT_GAP = Duration.ofMillis(70);
    private static final Duration MIN_DURATION = Duration.ofMillis(40);
    private static final Duration MIN_GAP = Duration.ofMillis(30);
    private static final Duration MAX = Duration.ofSeconds(6);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ConnectionEngine engine;
    private final ConnectionLoop loop;
    private final RtcRtpSender sender;
    private final LoopTimer timer;
    private final Listeners<Consumer<String>> listeners = new Listeners<>();
    private volatile String toneBuffer = "";

    // Loop-confined.
    private Duration duration = DEFAULT_DURATION;
    private Duration gap = DEFAULT_GAP;
    private boolean isPlayoutScheduled;
    private boolean isPlayoutQueued;
    private long playoutNanos = Long.MAX_VALUE;
    private RtpSendStream stream;
    private ToneSender tones;

    RtcDtmfSender(ConnectionEngine engine, RtcRtpSender sender) {
        this.engine = engine;
        this.loop = engine.loop();
        this.sender = sender;
        this.timer = new LoopTimer(loop, this::timeout);
    }

    /** Sends tones of 100 ms with 70 ms between them. */
    public void insertDtmf(String tones) {
        insertDtmf(tones, DEFAULT_DURATION, DEFAULT_GAP);
    }

    /**
     * Sends tones instead of those that wait (section 7.3, insertDTMF); the one that sounds goes on
     * to its end.
     *
     * @param newTones 0 to 9, A to D, #, * and, for a pause of 2 s, a comma; empty to send no more
     * @param newDuration of each tone; made 40 ms to 6 s
     * @param interToneGap between tones; made 30 ms to 6 s
     * @throws RtcException InvalidStateError where {@link #canInsertDtmf} is false;
     *     InvalidCharacterError for another character
     */
    public void insertDtmf(String newTones, Duration newDuration, Duration interToneGap) {
        Objects.requireNonNull(newTones);
        Duration clampedDuration = clampDuration(newDuration);
        Duration clampedGap = clampGap(interToneGap);
        loop.run(() -> insert(newTones, clampedDuration, clampedGap));
    }

    static Duration clampDuration(Duration value) {
        return clamp(value, MIN_DURATION);
    }

    static Duration clampGap(Duration value) {
        return clamp(value, MIN_GAP);
    }

    private static Duration clamp(Duration value, Duration least) {
        return value.compareTo(least) < 0 ? least : value.compareTo(MAX) > 0 ? MAX : value;
    }

    /** The tones that wait, without the one that sounds. */
    public String toneBuffer() {
        return toneBuffer;
    }

    /**
     * Whether tones can be sent: connected, negotiated to send, with a track that is sent and
     * telephone-event at its clock rate.
     */
    public boolean canInsertDtmf() {
        return loop.call(this::canInsert);
    }

    /** Adds a listener for each tone when it begins, and for the end of all: an empty text. */
    public RtcListenerRegistration onToneChange(Consumer<String> listener) {
        return listeners.add(listener);
    }

    private void insert(String newTones, Duration newDuration, Duration newGap) {
        if (!canInsert()) {
            throw new RtcException(RtcErrorName.INVALID_STATE_ERROR, "DTMF cannot be sent now");
        }
        String upper = newTones.toUpperCase(Locale.ROOT);
        if (!upper.chars().allMatch(c -> TONES.indexOf(c) >= 0)) {
            throw new RtcException(
                    RtcErrorName.INVALID_CHARACTER_ERROR, "not DTMF tones: " + newTones);
        }
        toneBuffer = upper;
        duration = newDuration;
        gap = newGap;
        if (!upper.isEmpty() && !isPlayoutScheduled) {
            isPlayoutScheduled = true;
            queuePlayout();
        }
    }

    /** Section 7.3, determine if DTMF can be sent. */
    private boolean canInsert() {
        return engine.snapshot().connectionState() == RtcPeerConnectionState.CONNECTED
                && sender.track().isPresent()
                && sender.model().isSending()
                && sender.encodings().get(0).encoding().parameters().active()
                && payloadType().isPresent();
    }

    /** Of telephone-event at the clock rate of the audio, whose timestamps it shares. */
    private Optional<Integer> payloadType() {
        return sender.encodings().get(0).stream()
                .flatMap(
                        audio ->
                                sender.model().sendParameters().codecs().stream()
                                        .filter(c -> isTelephoneEvent(c, audio))
                                        .map(NegotiatedCodec::payloadType)
                                        .findFirst());
    }

    private static boolean isTelephoneEvent(NegotiatedCodec codec, RtpSendStream audio) {
        return codec.capability().encodingName().equalsIgnoreCase("telephone-event")
                && codec.capability().clockRateHz() == audio.info().clockRateHz();
    }

    private void queuePlayout() {
        playoutNanos = Long.MAX_VALUE;
        isPlayoutQueued = true;
        loop.task(this::play);
    }

    /** The DTMF playout task steps. */
    private void play(Effects effects) {
        isPlayoutQueued = false;
        if (!canInsert()) {
            isPlayoutScheduled = false;
            return;
        }
        String waiting = toneBuffer;
        if (waiting.isEmpty()) {
            isPlayoutScheduled = false;
            fire("", effects);
            return;
        }
        char tone = waiting.charAt(0);
        toneBuffer = waiting.substring(1);
        long nowNanos = loop.nowNanos();
        playoutNanos = nowNanos + untilNext(tone, duration, gap).toNanos();
        if (tone != ',') {
            begin(tone, nowNanos);
        }
        arm();
        fire(String.valueOf(tone), effects);
    }

    /** How long after the beginning of a tone the next one begins. */
    static Duration untilNext(char tone, Duration duration, Duration gap) {
        return tone == ',' ? PAUSE : duration.plus(gap);
    }

    private void begin(char tone, long nowNanos) {
        RtpSendStream audio = sender.encodings().get(0).stream().orElseThrow();
        if (audio != stream) {
            stream = audio;
            tones = new ToneSender(audio);
        }
        tones.start(TelephoneEvent.ofKey(tone), payloadType().orElseThrow(), duration, nowNanos);
        engine.onDeadlineChange();
    }

    private void fire(String tone, Effects effects) {
        effects.add(() -> listeners.fire(listener -> listener.accept(tone)));
    }

    /** On the loop: whether a tone sounds in place of the audio. */
    boolean isPlaying(long nowNanos) {
        return tones != null && tones.isPlaying(nowNanos);
    }

    private void timeout() {
        long nowNanos = loop.nowNanos();
        if (tones != null) {
            tones.handleTimeout(nowNanos);
        }
        if (!isPlayoutQueued && playoutNanos <= nowNanos) {
            queuePlayout();
        }
        arm();
    }

    private void arm() {
        timer.arm(
                Math.min(playoutNanos, tones == null ? Long.MAX_VALUE : tones.nextTimeoutNanos()));
    }

    /** On the loop: the connection closes. */
    void close() {
        timer.cancel();
        playoutNanos = Long.MAX_VALUE;
    }
}
