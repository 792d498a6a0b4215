package dev.specter.sctp;

import dev.specter.testkit.Endpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** An association as an end of a {@link dev.specter.testkit.Pair}; keeps what it is told. */
public final class SctpEnd implements Endpoint {
    public final SctpAssociation association;
    public final List<SctpEvent> events = new ArrayList<>();
    public final List<SctpEvent.MessageReceived> messages = new ArrayList<>();
    private boolean isConsuming = true;
    private boolean isSealed;
    private long timeoutCalls;
    private long nowNanos;

    public SctpEnd(SctpOptions options, RandomGenerator random) {
        association = new SctpAssociation(options, random);
    }

    /** Protects packets against corruption on the way, as DTLS does, at the cost of 4 bytes. */
    public SctpEnd sealed() {
        isSealed = true;
        return this;
    }

    private static int checksum(ByteBuffer datagram, int size) {
        var crc = new CRC32C();
        crc.update(datagram.slice(datagram.position(), size));
        return (int) crc.getValue();
    }

    /** How often a deadline came. */
    public long timeoutCalls() {
        return timeoutCalls;
    }

    /** From now on the application takes no messages. */
    public void stopConsuming() {
        isConsuming = false;
    }

    /** The application takes all that waits, and all that comes. */
    public void resumeConsuming(long now) {
        isConsuming = true;
        nowNanos = now;
        association.consumed(
                messages.stream().mapToLong(SctpEvent.MessageReceived::windowBytes).sum(), now);
    }

    public void connect(long now) {
        nowNanos = now;
        association.connect(now);
    }

    public boolean isConnected() {
        return association.state() == SctpState.CONNECTED;
    }

    public <T extends SctpEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public Stream<CloseCause> closed() {
        return events(SctpEvent.Closed.class).stream().map(SctpEvent.Closed::cause);
    }

    public SendResult send(int streamId, byte[] payload, long now) {
        return send(OutgoingMessage.of(streamId, 53, ByteBuffer.wrap(payload)), now);
    }

    public SendResult send(OutgoingMessage message, long now) {
        nowNanos = now;
        return association.send(message, now);
    }

    @Override
    public void handleDatagram(ByteBuffer datagram, long now) {
        nowNanos = now;
        if (isSealed) {
            int size = datagram.remaining() - 4;
            if (size < 0 || datagram.getInt(size) != checksum(datagram, size)) {
                return;
            }
            datagram.limit(size);
        }
        association.handlePacket(datagram, now);
        drainEvents();
    }

    @Override
    public ByteBuffer pollOutput() {
        ByteBuffer packet = association.pollOutput(nowNanos);
        drainEvents();
        if (packet != null && isSealed) {
            int size = packet.remaining();
            var sealed = ByteBuffer.allocate(size + 4).put(packet.duplicate());
            return sealed.putInt(checksum(packet, size)).flip();
        }
        return packet;
    }

    @Override
    public void handleTimeout(long now) {
        nowNanos = now;
        timeoutCalls++;
        association.handleTimeout(now);
        drainEvents();
    }

    @Override
    public long nextTimeoutNanos() {
        return association.nextTimeoutNanos();
    }

    private void drainEvents() {
        for (SctpEvent event = association.pollEvent();
                event != null;
                event = association.pollEvent()) {
            if (event instanceof SctpEvent.MessageReceived message) {
                messages.add(message);
                if (isConsuming) {
                    association.consumed(message.windowBytes(), nowNanos);
                }
            } else {
                events.add(event);
            }
        }
    }

    @Override
    public String toString() {
        return association.state()
                + " "
                + closed().toList()
                + " "
                + association.pathMetrics()
                + " "
                + association.counters();
    }
}
