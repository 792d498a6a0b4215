package dev.specter.sctp.dcep;

import java.util.Optional;

/** Payload protocol identifiers of data channels (RFC 8831, section 8). */
enum Ppid {
    DCEP(50, MessageKind.BINARY),
    TEXT(51, MessageKind.TEXT),
    BINARY_PARTIAL(52, MessageKind.BINARY),
    BINARY(53, MessageKind.BINARY),
    TEXT_PARTIAL(54, MessageKind.TEXT),
    TEXT_EMPTY(56, MessageKind.TEXT),
    BINARY_EMPTY(57, MessageKind.BINARY);

    final long value;
    final MessageKind kind;

    Ppid(long value, MessageKind kind) {
        this.value = value;
        this.kind = kind;
    }

    static Optional<Ppid> of(long value) {
        for (Ppid ppid : values()) {
            if (ppid.value == value) {
                return Optional.of(ppid);
            }
        }
        return Optional.empty();
    }

    static Ppid of(MessageKind kind, boolean isEmpty) {
        return switch (kind) {
            case TEXT -> isEmpty ? TEXT_EMPTY : TEXT;
            case BINARY -> isEmpty ? BINARY_EMPTY : BINARY;
        };
    }

    /** Whether the message has no content; its one byte is there because DATA cannot be empty. */
    boolean isEmpty() {
        return this == TEXT_EMPTY || this == BINARY_EMPTY;
    }

    /** Whether more of the message follows (deprecated; RFC 8831, section 6.6). */
    boolean isPartial() {
        return this == TEXT_PARTIAL || this == BINARY_PARTIAL;
    }
}
