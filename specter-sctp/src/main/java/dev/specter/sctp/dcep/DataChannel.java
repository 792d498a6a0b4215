package dev.specter.sctp.dcep;

import dev.specter.sctp.SctpEvent;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A data channel of a {@link ChannelTable}: the handle for its calls, and what is known of it.
 * Equal by identity. Loop-confined.
 */
public final class DataChannel {
    private final ChannelInit init;
    private ChannelState state = ChannelState.CONNECTING;
    private OptionalInt id;
    private long bufferedAmount;
    private long unconsumedBytes;

    /** Whether the peer knows the channel, so that messages need not follow OPEN in order. */
    private boolean isConfirmed;

    private boolean isIncomingReset;
    private boolean isOutgoingReset;
    private boolean isIdRetired;
    private Optional<ChannelError> failure = Optional.empty();
    private final List<SctpEvent.MessageReceived> parts = new ArrayList<>(0);
    private int partBytes;

    DataChannel(ChannelInit init) {
        this.init = init;
        this.id = init.negotiatedId();
        this.isConfirmed = id.isPresent();
    }

    /** Label, protocol, order, reliability, priority and negotiated identifier. */
    public ChannelInit init() {
        return init;
    }

    /** The stream identifier; empty until the DTLS role is known. It stays after the close. */
    public OptionalInt id() {
        return id;
    }

    /** The state. */
    public ChannelState state() {
        return state;
    }

    /**
     * Payload bytes given to {@link ChannelTable#send} that have not been sent for the first time;
     * what is sent and not acknowledged does not count. It does not fall to 0 by closing.
     */
    public long bufferedAmount() {
        return bufferedAmount;
    }

    void transition(ChannelState next) {
        state = next;
    }

    void assign(int newId) {
        id = OptionalInt.of(newId);
    }

    void addBuffered(long bytes) {
        bufferedAmount += bytes;
    }

    void addUnconsumed(long bytes) {
        unconsumedBytes += bytes;
    }

    long unconsumedBytes() {
        return unconsumedBytes;
    }

    boolean isConfirmed() {
        return isConfirmed;
    }

    void confirm() {
        isConfirmed = true;
    }

    /** Whether what comes now on the channel's stream can only be for the next channel. */
    boolean isLeftToSuccessor() {
        return state == ChannelState.CLOSING && isIncomingReset;
    }

    void onIncomingReset() {
        isIncomingReset = true;
    }

    void onOutgoingReset() {
        isOutgoingReset = true;
    }

    boolean isResetBothWays() {
        return isIncomingReset && isOutgoingReset;
    }

    /** The peer may still use the identifier: it is not given out again. */
    void retireId() {
        isIdRetired = true;
    }

    boolean isIdRetired() {
        return isIdRetired;
    }

    void fail(ChannelError error) {
        failure = Optional.of(error);
    }

    /** Why it closes, if not as users wish it. */
    Optional<ChannelError> failure() {
        return failure;
    }

    // ---- messages in parts (deprecated PPIDs)

    int partBytes() {
        return partBytes;
    }

    void addPart(SctpEvent.MessageReceived part) {
        parts.add(part);
        partBytes += part.payload().remaining();
    }

    /** What the parts take of the window, none of which are kept any more. */
    int clearParts() {
        int windowBytes = parts.stream().mapToInt(SctpEvent.MessageReceived::windowBytes).sum();
        parts.clear();
        partBytes = 0;
        return windowBytes;
    }

    ByteBuffer joinParts() {
        ByteBuffer whole = ByteBuffer.allocate(partBytes);
        parts.forEach(part -> whole.put(part.payload()));
        return whole.flip();
    }

    boolean hasParts() {
        return !parts.isEmpty();
    }
}
