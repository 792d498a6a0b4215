package dev.specter.examples.filetransfer;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The receiving end of a {@link Transfer}. What has come stays in a file of its own, also when this
 * program ends, until the rest comes. Confined to the transfer.
 */
final class Incoming implements Transfer.Role {
    private final Transfer transfer;
    private final Folder folder;
    private final Path target;
    private final Path part;
    private final FileChannel file;
    private final Sha256 hash = new Sha256();
    private long size;
    private Progress progress;

    Incoming(Transfer transfer, Folder folder, String name) throws IOException, RefusedException {
        this.transfer = transfer;
        this.folder = folder;
        this.target = folder.target(name);
        this.part = Folder.part(target);
        this.file =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
    }

    void begin(long announced) throws IOException, RefusedException {
        // The one before is on a connection whose end has not been noticed yet.
        folder.takeOver(target, transfer).ifPresent(Transfer::close);
        size = announced;
        if (file.size() > size) {
            file.truncate(0); // of another file
        }
        long have = file.size();
        if (size < 0 || !folder.hasRoom(size - have)) {
            throw new RefusedException("no room for so many bytes");
        }
        hash.update(file, have);
        transfer.send(Transfer.newMessage().put("have", have).put("sha256", hash.soFar()));
    }

    @Override
    public void handle(JsonNode message) throws IOException, RefusedException {
        if (message.has("from") && progress == null) {
            goOn(message.path("from").asLong(-1));
        } else if (message.has("sha256") && progress != null) {
            finish(message.path("sha256").asText());
        } else {
            throw new RefusedException("out of turn");
        }
    }

    private void goOn(long from) throws IOException, RefusedException {
        if (from == 0) {
            file.truncate(0);
            hash.reset();
        } else if (from != file.size()) {
            throw new RefusedException("that is not where it stopped");
        }
        progress = new Progress("receiving", target.getFileName().toString(), from, size);
    }

    @Override
    public void handle(ByteBuffer bytes) throws IOException, RefusedException {
        if (progress == null || bytes.remaining() > size - file.position()) {
            throw new RefusedException("more bytes than announced");
        }
        progress.add(bytes.remaining());
        hash.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private void finish(String theirs) throws IOException, RefusedException {
        if (file.position() != size) {
            throw new RefusedException("fewer bytes than announced");
        }
        file.close();
        if (!hash.soFar().equals(theirs)) {
            Files.delete(part);
            throw new RefusedException("the checksums differ");
        }
        try {
            Files.move(part, target);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException("there is a file of that name already");
        }
        transfer.received();
    }

    @Override
    public void close() throws IOException {
        folder.release(target, transfer);
        file.close();
    }
}
