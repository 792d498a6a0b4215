package dev.specter.dtls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.testkit.FuzzInput;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Datagrams of a fuzzer's at what stands before the library: split, let through, held, dropped. */
class RecordFuzzTest {
    private static final int MAX_HELD_RECORDS = 8;
    private static final int MAX_HELD_BYTES = 4_000;

    @FuzzTest
    void records(byte[] data) {
        var input = new FuzzInput(data);
        boolean server = input.isOdd();
        int room = input.u8();
        List<DtlsRecord> passed = new ArrayList<>();
        var gate =
                new HandshakeGate(
                        server,
                        MAX_HELD_RECORDS,
                        MAX_HELD_BYTES,
                        record -> passed.size() < room && passed.add(record));
        var filter = new ConnectedFilter(server, 24);
        int records = 0;
        while (input.hasRemaining()) {
            byte[] datagram = input.block();
            List<DtlsRecord> split = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.wrap(datagram);
            boolean whole = DtlsRecord.split(buffer.duplicate(), split::add);
            int bytes = 0;
            for (DtlsRecord record : split) {
                assertEquals(DtlsRecord.HEADER_BYTES + record.fragmentBytes(), record.length());
                bytes += record.length();
                filter.passes(record);
                record.isClientHello();
                record.messageSeq();
                for (int i = 0; i < record.fragmentBytes(); i++) {
                    HandshakeFragment fragment = HandshakeFragment.read(record, i);
                    assertTrue(
                            fragment == null
                                    || i + fragment.fragmentBytes() <= record.fragmentBytes());
                }
            }
            assertTrue(whole ? bytes == datagram.length : bytes <= datagram.length);
            records += split.size();
            DtlsRecord.isPlain(buffer.duplicate());
            gate.handleDatagram(buffer);
        }
        List<DtlsRecord> early = gate.takeEarlyData();
        assertTrue(early.size() <= MAX_HELD_RECORDS);
        assertTrue(early.stream().mapToInt(DtlsRecord::length).sum() <= MAX_HELD_BYTES);
        assertTrue(passed.size() + early.size() <= records && gate.droppedRecords() >= 0);
    }
}
