package dev.specter.sctp;

import java.nio.ByteBuffer;
import java.util.List;

/** What an association tells its owner, in the order in which things happened. */
public sealed interface SctpEvent {
    /**
     * Messages can flow both ways. Immutable.
     *
     * @param outgoingStreams streams we may send on, 1 to 65,535
     * @param incomingStreams streams the peer may send on, 1 to 65,535
     */
    record Established(int outgoingStreams, int incomingStreams) implements SctpEvent {}

    /**
     * The peer lost its state and set up the association anew (RFC 9260, section 5.2.4.1); what was
     * in flight either way is lost, and all streams begin anew. Immutable.
     */
    record Restarted() implements SctpEvent {}

    /**
     * A whole message. Its bytes count against the announced window until {@link
     * SctpAssociation#consumed} gives them back.
     *
     * @param streamId 0 to 65,535
     * @param ppid payload protocol identifier, u32
     * @param payload from position to limit, array-backed, owned by the receiver of the event
     * @param windowBytes what the message takes of the window: its size and a fixed overhead
     */
    record MessageReceived(int streamId, long ppid, ByteBuffer payload, int windowBytes)
            implements SctpEvent {}

    /**
     * Bytes of user messages were sent for the first time, or given up. Immutable.
     *
     * @param streamId 0 to 65,534
     * @param bytes how many since the last such event of the stream, positive
     */
    record BufferedAmountDecreased(int streamId, long bytes) implements SctpEvent {}

    /**
     * The peer reset streams it sends on (RFC 6525, section 5.2.2): its next message on each has
     * number 0. Immutable.
     *
     * @param streamIds not empty
     */
    record IncomingStreamsReset(List<Integer> streamIds) implements SctpEvent {
        /** Copies the list. */
        public IncomingStreamsReset {
            streamIds = List.copyOf(streamIds);
        }
    }

    /**
     * The peer has performed our reset of streams we send on. Immutable.
     *
     * @param streamIds not empty
     */
    record OutgoingStreamsReset(List<Integer> streamIds) implements SctpEvent {
        /** Copies the list. */
        public OutgoingStreamsReset {
            streamIds = List.copyOf(streamIds);
        }
    }

    /**
     * The peer refused to reset streams, or cannot. Immutable.
     *
     * @param streamIds not empty
     */
    record StreamResetFailed(List<Integer> streamIds) implements SctpEvent {
        /** Copies the list. */
        public StreamResetFailed {
            streamIds = List.copyOf(streamIds);
        }
    }

    /**
     * The association is over; always the last event. Immutable.
     *
     * @param cause why
     */
    record Closed(CloseCause cause) implements SctpEvent {}
}
