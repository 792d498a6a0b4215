package dev.specter.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/** One message of a data channel: text or binary. Owns its bytes, as every holder does. */
public final class DataChannelFrame extends DefaultByteBufHolder {
    private final boolean isText;

    /**
     * Makes a frame.
     *
     * @param content the bytes, UTF-8 for text; owned by the frame
     * @param isText whether the message is text
     */
    public DataChannelFrame(ByteBuf content, boolean isText) {
        super(content);
        this.isText = isText;
    }

    /** Whether the message is text. */
    public boolean isText() {
        return isText;
    }

    @Override
    public DataChannelFrame replace(ByteBuf content) {
        return new DataChannelFrame(content, isText);
    }

    @Override
    public DataChannelFrame copy() {
        return (DataChannelFrame) super.copy();
    }

    @Override
    public DataChannelFrame duplicate() {
        return (DataChannelFrame) super.duplicate();
    }

    @Override
    public DataChannelFrame retainedDuplicate() {
        return (DataChannelFrame) super.retainedDuplicate();
    }

    @Override
    public DataChannelFrame retain() {
        super.retain();
        return this;
    }

    @Override
    public DataChannelFrame retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public DataChannelFrame touch() {
        super.touch();
        return this;
    }

    @Override
    public DataChannelFrame touch(Object hint) {
        super.touch(hint);
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataChannelFrame that
                && isText == that.isText
                && super.equals(other);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Boolean.hashCode(isText);
    }
}
