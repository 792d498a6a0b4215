package dev.specter.examples.filetransfer;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The sending end of a {@link Transfer}. Confined to it. */
final class Outgoing implements Transfer.Role {
    /** Larger ones some receivers do not take. */
    private static final int MESSAGE_BYTES = 64 * 1024;

    /** The next message is read when no more than these wait to leave. */
    private static final long MARK_BYTES = 1 << 20;

    private final Transfer transfer;
    private final String name;
    private final FileChannel file;
    private final long size;
    private final Sha256 hash = new Sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(MESSAGE_BYTES);
    private Progress progress;

    Outgoing(Transfer transfer, Path path) throws IOException {
        this.transfer = transfer;
        this.name = path.getFileName().toString();
        this.file = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        this.size = file.size();
    }

    void begin() {
        transfer.send(Transfer.newMessage().put("name", name).put("size", size));
    }

    @Override
    public void handle(JsonNode message) throws IOException, RefusedException {
        if (message.has("done") && progress != null) {
            transfer.close();
        } else if (message.has("have") && progress == null) {
            long from = agree(message.path("have").asLong(-1), message.path("sha256").asText());
            file.position(from);
            progress = new Progress("sending", name, from, size);
            transfer.send(Transfer.newMessage().put("from", from));
            sendNext();
        } else {
            throw new RefusedException("out of turn");
        }
    }

    /** Where to go on; the hash is that of what comes before. */
    private long agree(long have, String theirs) throws IOException, RefusedException {
        if (have < 0 || have > size) {
            throw new RefusedException("that is not of this file");
        }
        hash.update(file, have);
        if (hash.soFar().equals(theirs)) {
            return have;
        }
        hash.reset();
        return 0;
    }

    private void sendNext() throws IOException, RefusedException {
        if (file.position() == size) {
            transfer.send(Transfer.newMessage().put("sha256", hash.soFar()));
            return;
        }
        buffer.clear().limit((int) Math.min(MESSAGE_BYTES, size - file.position()));
        if (file.read(buffer) < 0) {
            throw new RefusedException("the file has become shorter");
        }
        buffer.flip();
        hash.update(buffer.duplicate());
        transfer.send(buffer);
        progress.add(buffer.remaining());
        transfer.whenSendable(MARK_BYTES, this::sendNext);
    }

    @Override
    public void handle(ByteBuffer bytes) throws RefusedException {
        throw new RefusedException("out of turn");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
