package dev.specter.sctp.dcep;

import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;

/** DATA_CHANNEL_ACK (RFC 8832, section 5.2): the message type alone. Immutable. */
record DcepAck() {
    static final int MESSAGE_TYPE = 2;

    ByteBuffer toMessage() {
        return WireWriter.allocate(1).u8(MESSAGE_TYPE).finish();
    }
}
