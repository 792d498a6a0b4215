package dev.specter.webrtc;

import dev.specter.common.Bytes;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.dcep.ChannelTable;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * What the descriptions say of the SCTP association: its ports and message sizes (RFC 8841), and
 * the INIT chunks where they carry them (draft-hancke-tsvwg-snap); makes associations by it.
 * Loop-confined but for {@link #maxMessageSizeBytes}.
 */
final class SctpTerms {
    /** RFC 8841, section 6.1: where the peer announces no size. */
    private static final long DEFAULT_MESSAGE_BYTES = 65_536;

    /** What may be in flight on top of what waits; the peer's window bounds it much earlier. */
    private static final long IN_FLIGHT_BYTES = 64L << 20;

    private final SctpOptions options;
    private final long sendableBytes;
    private final RandomGenerator random;

    /** The association to be, where its INIT is in a description already; or null. */
    private ChannelTable prepared;

    /** The peer's INIT, which came in its description. */
    private Optional<Bytes> remoteInit = Optional.empty();

    private int remotePort;
    private volatile long maxMessageSizeBytes = DEFAULT_MESSAGE_BYTES;

    /**
     * No description yet.
     *
     * @param sendableBytes the largest message that can be sent
     */
    SctpTerms(SctpOptions options, long sendableBytes, RandomGenerator random) {
        this.options = options;
        this.sendableBytes = sendableBytes;
        this.random = random;
    }

    /** Largest message that the peer takes and we can send, bytes. Any thread. */
    long maxMessageSizeBytes() {
        return maxMessageSizeBytes;
    }

    /** Descriptions agree; see {@link DataChannels#negotiated}. */
    void agreed(int sctpPort, OptionalLong remoteMaxMessageSize) {
        remotePort = sctpPort;
        long announced = remoteMaxMessageSize.orElse(DEFAULT_MESSAGE_BYTES);
        // webrtc-pc, section 6.1.1.2: the smaller of what the peer takes and what we can send.
        maxMessageSizeBytes = announced == 0 ? sendableBytes : Math.min(announced, sendableBytes);
    }

    /** The INIT chunk of the first association. */
    Bytes localInit() {
        if (prepared == null) {
            prepared = newTable();
        }
        return prepared.association().localInit();
    }

    /**
     * The first association by these terms.
     *
     * @param init the peer's INIT chunk, where ours is in a description too
     */
    ChannelTable firstTable(Optional<Bytes> init) {
        remoteInit = init;
        ChannelTable first = prepared == null ? newTable() : prepared;
        prepared = null;
        return toPeer(first);
    }

    /** Another association in place of the one before. */
    ChannelTable nextTable() {
        remoteInit = Optional.empty(); // it was meant for the one before
        return toPeer(newTable());
    }

    private ChannelTable newTable() {
        return new ChannelTable(
                options.toBuilder()
                        .sendBufferBytes(options.sendBufferBytes() + IN_FLIGHT_BYTES)
                        .build(),
                random);
    }

    private ChannelTable toPeer(ChannelTable table) {
        table.association().remotePort(remotePort);
        table.association().maxSendMessageBytes(maxMessageSizeBytes);
        return table;
    }

    /** Sets an association up, with the INIT that came in a description if one did. */
    void connect(ChannelTable table, long nowNanos) {
        if (!remoteInit.map(init -> table.connectWith(init, nowNanos)).orElse(false)) {
            table.connect(nowNanos);
        }
    }
}
