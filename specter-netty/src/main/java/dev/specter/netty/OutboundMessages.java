package dev.specter.netty;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelOutboundBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;

/**
 * Moves what was flushed from a channel's outbound buffer into its data channel, as long as that
 * has room; what does not fit stays, a buffer half written too. Confined to the event loop.
 */
final class OutboundMessages {
    private final DataChannelLease lease;
    private final RtcDataChannel dataChannel;
    private final WebRtcChannelConfig config;
    private final Runnable onRoom;
    private boolean waiting;

    /**
     * Makes one.
     *
     * @param lease the data channel
     * @param config says how much may wait in the data channel
     * @param onRoom called on the callback executor when it is time to write on
     */
    OutboundMessages(DataChannelLease lease, WebRtcChannelConfig config, Runnable onRoom) {
        this.lease = lease;
        this.dataChannel = lease.dataChannel();
        this.config = config;
        this.onRoom = onRoom;
    }

    /** Whether there was no room and nobody has called back yet. */
    boolean isWaiting() {
        return waiting;
    }

    /** There is room again. */
    void resume() {
        waiting = false;
    }

    /**
     * Writes what there is room for.
     *
     * @throws IOException if the data channel takes nothing any more
     */
    void write(ChannelOutboundBuffer buffer) throws IOException {
        for (Object m = buffer.current(); m != null && !waiting; m = buffer.current()) {
            if (dataChannel.bufferedAmount() > config.sendMarkBytes()) {
                await();
            } else if (m instanceof DataChannelFrame frame) {
                writeMessage(buffer, frame.content(), frame.isText());
            } else if (m instanceof AddressedEnvelope<?, ?> envelope) {
                writeMessage(buffer, (ByteBuf) envelope.content(), false);
            } else if (config.mode() == WebRtcChannelMode.STREAM) {
                writeBytes(buffer, (ByteBuf) m);
            } else {
                writeMessage(buffer, (ByteBuf) m, false);
            }
        }
    }

    private void await() {
        waiting = true;
        dataChannel.whenSendable(config.sendMarkBytes(), onRoom);
    }

    private void writeMessage(ChannelOutboundBuffer buffer, ByteBuf content, boolean isText)
            throws IOException {
        int size = content.readableBytes();
        if (size > lease.maxMessageSizeBytes()) {
            buffer.remove(
                    new IOException(
                            "message of "
                                    + size
                                    + " bytes; the peer takes "
                                    + lease.maxMessageSizeBytes()));
        } else if (send(content, size, isText)) {
            buffer.progress(size);
            buffer.remove();
        }
    }

    /** A message of the first bytes; the rest has its turn when this is called again. */
    private void writeBytes(ChannelOutboundBuffer buffer, ByteBuf content) throws IOException {
        int size = (int) Math.min(content.readableBytes(), lease.maxMessageSizeBytes());
        if (size == 0 || send(content, size, false)) {
            content.skipBytes(size);
            buffer.progress(size);
            if (!content.isReadable()) {
                buffer.remove();
            }
        }
    }

    /** Sends the first bytes of a buffer; false if there is no room for them now. */
    private boolean send(ByteBuf content, int size, boolean isText) throws IOException {
        try {
            if (isText) {
                dataChannel.send(content.toString(StandardCharsets.UTF_8));
            } else {
                ByteBuffer bytes = content.nioBuffer(content.readerIndex(), size);
                dataChannel.send(bytes);
            }
            return true;
        } catch (RtcException e) {
            if (e.name() == RtcErrorName.OPERATION_ERROR) {
                await(); // other channels of the connection have filled its buffer
                return false;
            }
            var closed = new ClosedChannelException();
            closed.initCause(e);
            throw closed;
        }
    }
}
