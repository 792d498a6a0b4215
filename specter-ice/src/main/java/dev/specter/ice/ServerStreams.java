package dev.specter.ice;

import dev.specter.ice.gather.StreamId;
import dev.specter.ice.gather.StreamOutput;
import dev.specter.ice.path.PathCounters;
import dev.specter.ice.path.TurnStream;

import io.netty.channel.EventLoop;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Connections to TURN servers over TCP and TLS, as a gatherer orders them. Loop-confined. */
final class ServerStreams {
    /** What happens to them. */
    interface Listener {
        void onOpened(StreamId id);

        void onBytes(StreamId id, ByteBuffer bytes);

        void onReadComplete();

        void onClosed(StreamId id, String reason);
    }

    private final EventLoop loop;
    private final IceNetwork network;
    private final Duration connectTimeout;
    private final PathCounters counters;
    private final Listener listener;
    private final Map<StreamId, TurnStream> streams = new HashMap<>();
    private final Set<TurnStream> written = new HashSet<>();

    ServerStreams(
            EventLoop loop,
            IceNetwork network,
            Duration connectTimeout,
            PathCounters counters,
            Listener listener) {
        this.loop = loop;
        this.network = network;
        this.connectTimeout = connectTimeout;
        this.counters = counters;
        this.listener = listener;
    }

    /** Does what is ordered; what is written leaves with {@link #flush}. */
    void carryOut(StreamOutput output) {
        if (output instanceof StreamOutput.Open open) {
            streams.put(open.id(), connect(open));
        } else if (output instanceof StreamOutput.Write write) {
            TurnStream stream = streams.get(write.id());
            if (stream != null && stream.write(ByteBuffer.wrap(write.bytes()))) {
                written.add(stream);
            }
        } else if (output instanceof StreamOutput.Close close) {
            flush();
            Optional.ofNullable(streams.remove(close.id())).ifPresent(TurnStream::close);
        }
    }

    private TurnStream connect(StreamOutput.Open open) {
        var target =
                new TurnStream.Target(
                        open.server(),
                        open.tlsName().orElse(open.server().getHostString()),
                        open.tlsName().map(name -> network.trust()),
                        connectTimeout,
                        Optional.empty());
        return TurnStream.open(loop, target, counters, new Arrivals(open.id()));
    }

    /** Hands what is written to the operating system. */
    void flush() {
        if (!written.isEmpty()) {
            written.forEach(TurnStream::flush);
            written.clear();
        }
    }

    void close() {
        flush();
        new ArrayList<>(streams.values()).forEach(TurnStream::close);
        streams.clear();
    }

    private final class Arrivals implements TurnStream.Listener {
        private final StreamId id;

        Arrivals(StreamId id) {
            this.id = id;
        }

        @Override
        public void onOpen(InetSocketAddress local) {
            listener.onOpened(id);
        }

        @Override
        public void onBytes(byte[] bytes) {
            listener.onBytes(id, ByteBuffer.wrap(bytes));
        }

        @Override
        public void onReadComplete() {
            listener.onReadComplete();
        }

        @Override
        public void onClosed(Optional<Throwable> cause) {
            if (streams.remove(id) != null) {
                listener.onClosed(id, cause.map(Throwable::toString).orElse("closed"));
            }
        }
    }
}
