package dev.specter.ice.gather;

import dev.specter.ice.IceServerUrl;
import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.Transmit;
import dev.specter.ice.turn.TurnFailure;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** What waits for the owner of a {@link Gatherer} to take it. Loop-confined. */
final class Outbox {
    final Queue<Transmit> transmits = new ArrayDeque<>(1);
    final Queue<StreamOutput> streams = new ArrayDeque<>(1);
    final Queue<IceServerUrl> names = new ArrayDeque<>(1);
    final Queue<GatherEvent> events = new ArrayDeque<>(1);
    private int streamsOpened;

    void transmit(Base base, InetSocketAddress remote, byte[] datagram) {
        transmits.add(new Transmit(base, remote, datagram));
    }

    StreamId open(InetSocketAddress server, Optional<String> tlsName) {
        StreamId id = new StreamId(++streamsOpened);
        streams.add(new StreamOutput.Open(id, server, tlsName));
        return id;
    }

    void write(StreamId id, byte[] message) {
        streams.add(new StreamOutput.Write(id, message));
    }

    void close(StreamId id) {
        streams.add(new StreamOutput.Close(id));
    }

    void error(IceServerUrl url, Optional<InetSocketAddress> local, int code, String text) {
        events.add(new GatherEvent.GatheringError(url, local, code, text));
    }

    void error(IceServerUrl url, Optional<InetSocketAddress> local, TurnFailure failure) {
        error(url, local, failure.code(), failure.reason());
    }
}
