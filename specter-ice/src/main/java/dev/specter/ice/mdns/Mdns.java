package dev.specter.ice.mdns;

import dev.specter.common.MalformedPacketException;
import dev.specter.ice.HostNameResolver;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Multicast DNS for candidates: resolves the names of peers, and has names for own addresses
 * (draft-ietf-mmusic-mdns-ice-candidates, sections 3.1 and 3.2). One serves a whole process. It has
 * no thread, and sockets only while it waits for an answer or answers for a name. Thread-safe.
 */
public final class Mdns implements HostNameResolver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mdns.class);
    private static final String SUFFIX = ".local";
    private static final long LINGER_NANOS = 5_000_000_000L;

    /** How often it looks for interfaces while its sockets are open. */
    private static final long REFRESH_NANOS = 5_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final RandomGenerator random;
    private final MdnsQuerier querier = new MdnsQuerier();
    private final MdnsResponder responder = new MdnsResponder();
    private final Map<String, List<CompletableFuture<List<InetAddress>>>> waiting = new HashMap<>();

    /** Null while nobody needs them; completed when they are open. */
    private CompletionStage<MdnsSockets> opening;

    private MdnsSockets sockets;
    private ScheduledFuture<?> timer;
    private long timerNanos = NEVER;
    private long idleSinceNanos = NEVER;
    private long refreshNanos = NEVER;
    private boolean closed;
    private final long startNanos = System.nanoTime();

    /**
     * Opens nothing yet.
     *
     * @param loop its sockets and timers live there
     * @param random makes the names
     */
    public Mdns(EventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    /**
     * Looks up a name on the local links.
     *
     * @param name one label and {@code .local}; other names are not looked up
     * @return completed on the loop, empty after 5 s without an answer, and when more than 256
     *     names are asked for
     */
    @Override
    public CompletionStage<List<InetAddress>> resolve(String name) {
        String normal = DnsName.normal(name);
        // The draft, section 3.2.1: a name with more than one dot is none of ours.
        boolean isOurs =
                normal.endsWith(SUFFIX) && normal.indexOf('.') == normal.length() - SUFFIX.length();
        if (!isOurs) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        execute(() -> ask(normal, result), () -> result.complete(List.of()));
        return result;
    }

    private void ask(String name, CompletableFuture<List<InetAddress>> result) {
        waiting.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
        querier.ask(name, nowNanos());
        update();
    }

    /**
     * Makes a name for an address and answers for it until {@link #show}.
     *
     * @param address of this machine
     * @return completed on the loop with a random UUID and {@code .local}, once the sockets are
     *     open; exceptionally if it is closed or has 10,000 names
     */
    public CompletionStage<String> hide(InetAddress address) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Runnable refuse =
                () -> result.completeExceptionally(new IllegalStateException("mDNS is closed"));
        execute(() -> hide(address, result), refuse);
        return result;
    }

    private void hide(InetAddress address, CompletableFuture<String> result) {
        String name = randomUuid() + SUFFIX;
        if (!responder.add(name, address, nowNanos())) {
            result.completeExceptionally(new IllegalStateException("too many mDNS names"));
            return;
        }
        update();
        opening.whenComplete(
                (open, failure) -> {
                    if (failure == null) {
                        result.complete(name);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
    }

    /** RFC 9562, section 5.4: version 4, from the randomness that was given. */
    private String randomUuid() {
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /**
     * Answers for a name no more.
     *
     * @param name that {@link #hide} has made
     */
    public void show(String name) {
        execute(
                () -> {
                    responder.remove(name);
                    update();
                },
                () -> {});
    }

    /** Says goodbye for all names and closes the sockets; what waits gets no address. */
    @Override
    public void close() {
        execute(this::end, () -> {});
    }

    private void end() {
        responder.removeAll();
        drain();
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        closeSockets();
        waiting.values().forEach(all -> all.forEach(one -> one.complete(List.of())));
        waiting.clear();
    }

    private void execute(Runnable task, Runnable refused) {
        try {
            loop.execute(
                    () -> {
                        if (closed) {
                            refused.run();
                        } else {
                            task.run();
                        }
                    });
        } catch (RejectedExecutionException e) {
            LOG.debug("the event loop is gone");
            refused.run();
        }
    }

    private long nowNanos() {
        return System.nanoTime() - startNanos;
    }

    // ---- sockets, output, timers

    private void onMessage(InetSocketAddress source, byte[] bytes) {
        DnsMessage message;
        try {
            message = DnsMessage.parse(bytes);
        } catch (MalformedPacketException e) {
            LOG.trace("from {}: {}", source, e.getMessage());
            return;
        }
        if (!message.isResponse()) {
            responder.handleQuery(message, source, nowNanos());
        } else if (source.getPort() == MdnsResponder.PORT) {
            // RFC 6762, section 6: a response from another port is to be ignored.
            querier.handleResponse(message, nowNanos());
        }
        update();
    }

    private void update() {
        if (closed) {
            return;
        }
        MdnsQuerier.Resolved resolved = querier.pollEvent();
        while (resolved != null) {
            List<CompletableFuture<List<InetAddress>>> askers = waiting.remove(resolved.name());
            if (askers != null) {
                List<InetAddress> addresses = resolved.addresses();
                askers.forEach(one -> one.complete(addresses));
            }
            resolved = querier.pollEvent();
        }
        boolean idle = querier.isIdle() && responder.isIdle();
        if (!idle) {
            idleSinceNanos = NEVER;
            openSockets();
        } else if (idleSinceNanos == NEVER) {
            idleSinceNanos = nowNanos();
        }
        drain();
        schedule();
    }

    private void openSockets() {
        if (opening == null) {
            CompletionStage<MdnsSockets> open = MdnsSockets.open(loop, this::onMessage);
            opening = open;
            open.whenComplete(
                    (opened, failure) -> {
                        if (failure != null) {
                            LOG.warn("no multicast DNS", failure);
                            opening = open == opening ? null : opening;
                        } else if (open != opening) {
                            opened.close();
                        } else {
                            sockets = opened;
                            refreshNanos = nowNanos() + REFRESH_NANOS;
                            drain();
                            schedule();
                        }
                    });
        }
    }

    private void closeSockets() {
        opening = null;
        refreshNanos = NEVER;
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
    }

    private void drain() {
        if (sockets == null) {
            return; // it waits until they are open
        }
        for (MdnsOutput out = querier.pollOutput(); out != null; out = querier.pollOutput()) {
            sockets.send(out.message().toBytes(), out.to());
        }
        for (MdnsOutput out = responder.pollOutput(); out != null; out = responder.pollOutput()) {
            sockets.send(out.message().toBytes(), out.to());
        }
    }

    private void schedule() {
        boolean lingers = opening != null && idleSinceNanos != NEVER;
        long dueNanos =
                Math.min(
                        Math.min(querier.nextTimeoutNanos(), responder.nextTimeoutNanos()),
                        Math.min(lingers ? idleSinceNanos + LINGER_NANOS : NEVER, refreshNanos));
        if (dueNanos == timerNanos) {
            return;
        }
        timerNanos = dueNanos;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (dueNanos != NEVER) {
            long waitNanos = Math.max(0, dueNanos - nowNanos());
            timer = loop.schedule(this::handleTimeout, waitNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void handleTimeout() {
        timerNanos = NEVER;
        timer = null;
        long nowNanos = nowNanos();
        querier.handleTimeout(nowNanos);
        responder.handleTimeout(nowNanos);
        if (idleSinceNanos != NEVER && nowNanos - idleSinceNanos >= LINGER_NANOS) {
            drain();
            closeSockets();
        }
        if (nowNanos >= refreshNanos) {
            refreshNanos = nowNanos + REFRESH_NANOS;
            sockets.refresh();
        }
        update();
    }
}
