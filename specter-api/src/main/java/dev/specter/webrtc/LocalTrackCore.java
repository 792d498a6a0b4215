package dev.specter.webrtc;

import dev.specter.sdp.attribute.Rid;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Listeners;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What both kinds of local track have in common. Thread-safe. */
final class LocalTrackCore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalTrackCore.class);
    private static final int MAX_ID_CHARS = 256;

    /** What may wait for one loop: some tens of milliseconds of what a loop can send. */
    private static final int MAX_WAITING = 2_048;

    private final RtcRtpCodecCapability codec;
    private final String id;
    private final String streamId;
    private volatile List<OneLoop> loops = List.of();
    private final AtomicLong dropped = new AtomicLong();
    private final Map<String, Listeners<Runnable>> keyFrameListeners = new ConcurrentHashMap<>();

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

    synchronized void attach(RtcRtpSender sender) {
        List<OneLoop> changed = new ArrayList<>(loops);
        List<RtcRtpSender> senders = new ArrayList<>();
        changed.stream().filter(l -> l.has(sender)).forEach(l -> senders.addAll(l.senders()));
        changed.removeIf(l -> l.has(sender));
        senders.add(sender);
        changed.add(OneLoop.of(List.copyOf(senders)));
        loops = List.copyOf(changed);
    }

    synchronized void detach(RtcRtpSender sender) {
        List<OneLoop> changed = new ArrayList<>();
        for (OneLoop each : loops) {
            List<RtcRtpSender> left = each.senders().stream().filter(s -> s != sender).toList();
            if (!left.isEmpty()) {
                changed.add(OneLoop.of(left));
            }
        }
        loops = List.copyOf(changed);
    }

    /**
     * Has every sender do something on its loop: at once on the loop that calls, and with one hop
     * for each other loop, however many senders it has. A loop that cannot keep up does less: what
     * comes too late is of no use to anybody.
     */
    void send(Consumer<RtcRtpSender> action) {
        for (OneLoop each : loops) {
            ConnectionLoop loop = each.loop();
            if (loop.inLoop()) {
                send(each, action);
            } else if (each.waiting().incrementAndGet() > MAX_WAITING) {
                each.waiting().decrementAndGet();
                dropped.incrementAndGet();
            } else {
                loop.execute(
                        () -> {
                            each.waiting().decrementAndGet();
                            send(each, action);
                        });
            }
        }
    }

    /** How often a loop could not keep up. */
    long dropped() {
        return dropped.get();
    }

    private void send(OneLoop senders, Consumer<RtcRtpSender> action) {
        for (RtcRtpSender sender : senders.senders()) {
            if (!sender.isFedBy(this)) {
                continue; // it has been given another track meanwhile
            }
            try {
                action.accept(sender);
            } catch (RuntimeException e) {
                // A fault of ours or of an interceptor of one connection: not the others' concern.
                LOG.error("a sender could not send", e);
            }
        }
    }

    /** The senders that live on one event loop; at least one. */
    private record OneLoop(List<RtcRtpSender> senders, AtomicInteger waiting) {
        static OneLoop of(List<RtcRtpSender> senders) {
            return new OneLoop(senders, new AtomicInteger());
        }

        ConnectionLoop loop() {
            return senders.get(0).loop();
        }

        boolean has(RtcRtpSender sender) {
            return loop().eventLoop() == sender.loop().eventLoop();
        }
    }

    /** A name of {@code a=rid}. */
    static String requireRid(String rid) {
        if (!Rid.isId(rid)) {
            throw new RtcException(RtcErrorName.TYPE_ERROR, "not a rid: " + rid);
        }
        return rid;
    }

    /** Hears of requests for one encoding; without a name, of all. */
    RtcListenerRegistration onKeyFrameRequest(String rid, Runnable listener) {
        return listeners(rid).add(listener);
    }

    /** In a task of the connection that was asked. */
    void fireKeyFrameRequest(String rid) {
        listeners("").fire(Runnable::run);
        if (!rid.isEmpty()) {
            listeners(rid).fire(Runnable::run);
        }
    }

    private Listeners<Runnable> listeners(String rid) {
        return keyFrameListeners.computeIfAbsent(rid, r -> new Listeners<>());
    }
}
