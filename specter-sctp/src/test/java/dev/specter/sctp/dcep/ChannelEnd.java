package dev.specter.sctp.dcep;

import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SendResult;
import dev.specter.testkit.Endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A channel table as an end of a {@link dev.specter.testkit.Pair}; keeps what it is told. */
final class ChannelEnd implements Endpoint {
    final ChannelTable table;
    final List<ChannelEvent> events = new ArrayList<>();
    boolean isConsuming = true;
    private long nowNanos;

    ChannelEnd(SctpOptions options, RandomGenerator random) {
        table = new ChannelTable(options, random);
    }

    <T extends ChannelEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Channels the peer opened. */
    List<DataChannel> opened() {
        return events(ChannelEvent.ChannelOpened.class).stream()
                .map(ChannelEvent.ChannelOpened::channel)
                .toList();
    }

    List<ChannelEvent.MessageReceived> messages(DataChannel channel) {
        return events(ChannelEvent.MessageReceived.class).stream()
                .filter(message -> message.channel() == channel)
                .toList();
    }

    List<String> texts(DataChannel channel) {
        return messages(channel).stream()
                .map(m -> StandardCharsets.UTF_8.decode(m.payload().duplicate()).toString())
                .toList();
    }

    boolean isClosed(DataChannel channel) {
        return events(ChannelEvent.ChannelClosed.class).stream()
                .anyMatch(closed -> closed.channel() == channel);
    }

    DataChannel open(ChannelInit init, long now) {
        nowNanos = now;
        DataChannel channel = table.open(init, now);
        drainEvents();
        return channel;
    }

    SendResult send(DataChannel channel, String text, long now) {
        nowNanos = now;
        return table.send(
                channel,
                MessageKind.TEXT,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                now);
    }

    void close(DataChannel channel, long now) {
        nowNanos = now;
        table.close(channel, now);
        drainEvents();
    }

    @Override
    public void handleDatagram(ByteBuffer datagram, long now) {
        nowNanos = now;
        table.handlePacket(datagram, now);
        drainEvents();
    }

    @Override
    public ByteBuffer pollOutput() {
        ByteBuffer packet = table.pollOutput(nowNanos);
        drainEvents();
        return packet;
    }

    @Override
    public void handleTimeout(long now) {
        nowNanos = now;
        table.handleTimeout(now);
        drainEvents();
    }

    @Override
    public long nextTimeoutNanos() {
        return table.nextTimeoutNanos();
    }

    void drainEvents() {
        for (ChannelEvent event = table.pollEvent(nowNanos);
                event != null;
                event = table.pollEvent(nowNanos)) {
            events.add(event);
            if (isConsuming && event instanceof ChannelEvent.MessageReceived message) {
                table.consumed(message.channel(), message.windowBytes(), nowNanos);
            }
        }
    }
}
