package dev.specter.sctp.assoc;

import dev.specter.common.WireWriter;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.sctp.packet.HeartbeatChunk;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.SctpPacket;
import dev.specter.sctp.rx.DataReceiver;
import dev.specter.sctp.tx.DataSender;
import dev.specter.sctp.tx.OutChunk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds packets on demand: control chunks first, then SACK, FORWARD TSN and as much DATA as fits
 * (RFC 9260, section 6.10). It plans first, so that a packet's buffer has the packet's size.
 * Loop-confined.
 */
final class PacketBuilder {
    private final int localPort;
    private int remotePort;
    private int roomBytes;
    private long tag;
    private boolean isChecksummed;
    private final List<Chunk> control = new ArrayList<>(2);
    private OutChunk[] data = new OutChunk[16];
    private int dataCount;

    PacketBuilder(int localPort) {
        this.localPort = localPort;
    }

    /** A packet of one chunk. */
    ByteBuffer buildAlone(int toPort, long toTag, Chunk chunk) {
        begin(toPort, toTag, 0, true);
        WireWriter out = write(chunk.paddedSize());
        chunk.writeTo(out);
        return finish(out);
    }

    /** A packet of the size that the search for the path's limit wants to try. */
    ByteBuffer buildProbe(PathMtu pathMtu) {
        WireWriter out = write(pathMtu.takeProbe() - SctpPacket.HEADER_BYTES);
        HeartbeatChunk heartbeat = pathMtu.heartbeat();
        heartbeat.writeTo(out);
        pathMtu.padding(heartbeat).writeTo(out);
        return finish(out);
    }

    /**
     * Begins a packet.
     *
     * @param toPort the peer's port
     * @param toTag the peer's tag
     * @param packetBytes its largest size
     * @param checksum whether it needs a checksum (RFC 9653)
     */
    void begin(int toPort, long toTag, int packetBytes, boolean checksum) {
        remotePort = toPort;
        tag = toTag;
        roomBytes = (packetBytes & ~3) - SctpPacket.HEADER_BYTES;
        isChecksummed = checksum;
    }

    /**
     * A packet of what waits.
     *
     * @param outbox control chunks
     * @param receiver gives the SACK; null while none may leave
     * @param sender gives DATA; null while none may leave
     * @return a packet, or null if nothing waits that may leave
     */
    ByteBuffer build(Outbox outbox, DataReceiver receiver, DataSender sender, long nowNanos) {
        control.clear();
        dataCount = 0;
        int room = planControl(outbox);
        boolean isSackOwed =
                receiver != null && receiver.isSackOwed() && room >= SackChunk.FIXED_BYTES;
        int sackBytes = isSackOwed ? SackChunk.FIXED_BYTES : 0;
        ForwardTsn forwardTsn = null;
        if (sender != null) {
            if (sender.isForwardTsnDue()) {
                forwardTsn = sender.takeForwardTsn(room - sackBytes, nowNanos);
                room -= forwardTsn == null ? 0 : forwardTsn.paddedSize();
            }
            room = planData(sender, room - sackBytes, nowNanos) + sackBytes;
        }
        boolean isEmpty = control.isEmpty() && dataCount == 0 && forwardTsn == null;
        SackChunk sack =
                isSackOwed && (!isEmpty || receiver.isSackDue()) ? receiver.takeSack(room) : null;
        if (isEmpty && sack == null) {
            return null;
        }
        room -= sack == null ? 0 : sack.paddedSize();
        WireWriter out = write(roomBytes - room);
        for (int i = 0; i < control.size(); i++) { // mostly empty, and no iterator for that
            control.get(i).writeTo(out);
        }
        if (sack != null) {
            sack.writeTo(out);
        }
        if (forwardTsn != null) {
            forwardTsn.writeTo(out);
        }
        writeData(sender, out);
        return finish(out);
    }

    private int planControl(Outbox outbox) {
        int room = roomBytes;
        for (Chunk chunk = outbox.peekChunk(); chunk != null; chunk = outbox.peekChunk()) {
            // A chunk larger than a packet still leaves, alone.
            if (chunk.paddedSize() > room && !control.isEmpty()) {
                break;
            }
            outbox.removeChunk();
            control.add(chunk);
            // RFC 9653, section 5.2: never with COOKIE ECHO.
            isChecksummed |= chunk instanceof CookieEchoChunk;
            room -= chunk.paddedSize();
        }
        return room;
    }

    private int planData(DataSender sender, int roomForData, long nowNanos) {
        int room = roomForData;
        for (OutChunk chunk = sender.nextChunk(room, room == roomBytes, nowNanos);
                chunk != null;
                chunk = sender.nextChunk(room, false, nowNanos)) {
            if (dataCount == data.length) {
                data = Arrays.copyOf(data, 2 * dataCount);
            }
            data[dataCount++] = chunk;
            room -= chunk.paddedSize();
        }
        return room;
    }

    private void writeData(DataSender sender, WireWriter out) {
        if (dataCount == 0) {
            return;
        }
        sender.onPacketSent();
        // RFC 9260, section 6.1: ask for a SACK at once where one lets more go.
        boolean isBlocked = sender.isBlocked();
        for (int i = 0; i < dataCount; i++) {
            data[i].writeTo(out, isBlocked && i == dataCount - 1);
        }
        Arrays.fill(data, 0, dataCount, null);
    }

    private WireWriter write(int chunkBytes) {
        return WireWriter.allocate(SctpPacket.HEADER_BYTES + chunkBytes)
                .u16(localPort)
                .u16(remotePort)
                .u32(tag)
                .u32(0);
    }

    private ByteBuffer finish(WireWriter out) {
        ByteBuffer packet = out.finish();
        if (isChecksummed) {
            SctpPacket.seal(packet);
        }
        return packet;
    }
}
