package dev.specter.ice.gather;

import java.net.InetSocketAddress;
import java.util.Optional;

/** What the owner of a {@link Gatherer} has to do with streams to servers, in this order. */
public sealed interface StreamOutput {
    /** Which stream. */
    StreamId id();

    /**
     * Connect; then call {@link Gatherer#handleStreamOpened} or {@link
     * Gatherer#handleStreamClosed}.
     *
     * @param id which stream
     * @param server where to
     * @param tlsName for TLS, the name that the server's certificate must have: a host name, or an
     *     IP address; empty for a stream in the clear
     */
    record Open(StreamId id, InetSocketAddress server, Optional<String> tlsName)
            implements StreamOutput {}

    /**
     * Send bytes.
     *
     * @param id which stream, one that was opened
     * @param bytes what; given away
     */
    @SuppressWarnings("ArrayRecordComponent") // the array is handed on, never compared
    record Write(StreamId id, byte[] bytes) implements StreamOutput {}

    /**
     * Close, after what was to be sent, or give up connecting. Nothing more is to be told of it.
     *
     * @param id which stream
     */
    record Close(StreamId id) implements StreamOutput {}
}
