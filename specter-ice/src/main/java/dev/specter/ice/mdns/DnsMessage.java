package dev.specter.ice.mdns;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireWriter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A DNS message (RFC 1035, section 4) as far as multicast DNS needs it for addresses (RFC 6762,
 * section 18): records of other types are skipped. Immutable.
 *
 * @param id 0 in multicast, u16
 * @param isResponse whether it answers
 * @param questions what is asked
 * @param answers addresses in the answer section; in a query, what the asker knows
 * @param additional addresses in the other sections
 */
record DnsMessage(
        int id,
        boolean isResponse,
        List<DnsQuestion> questions,
        List<DnsAddress> answers,
        List<DnsAddress> additional) {
    /** RFC 6762, section 17. */
    static final int MAX_BYTES = 9000;

    private static final int HEADER_BYTES = 12;
    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int OPCODE_AND_RCODE = 0x780F;

    /** In a question: unicast is welcome. In a record: it is unique. */
    private static final int TOP_BIT = 0x8000;

    private static final int INTERNET = 1;
    private static final int MAX_QUESTIONS = 64;
    private static final int MAX_RECORDS = 256;

    /** A query. */
    static DnsMessage query(int id, List<DnsQuestion> questions) {
        return new DnsMessage(id, false, questions, List.of(), List.of());
    }

    /** A response. */
    static DnsMessage response(int id, List<DnsQuestion> questions, List<DnsAddress> answers) {
        return new DnsMessage(id, true, questions, answers, List.of());
    }

    /**
     * Reads a message.
     *
     * @throws MalformedPacketException if it is none, or has more in it than anybody needs
     */
    static DnsMessage parse(byte[] bytes) throws MalformedPacketException {
        require(bytes.length >= HEADER_BYTES && bytes.length <= MAX_BYTES, "length");
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int id = u16(in);
        int flags = u16(in);
        // RFC 6762, sections 18.3 and 18.11: anything else is to be ignored.
        require((flags & OPCODE_AND_RCODE) == 0, "opcode or response code");
        int questionCount = u16(in);
        int answerCount = u16(in);
        int otherCount = u16(in) + u16(in);
        require(questionCount <= MAX_QUESTIONS, "questions");
        require(answerCount + otherCount <= MAX_RECORDS, "records");
        List<DnsQuestion> questions = new ArrayList<>();
        for (int i = 0; i < questionCount; i++) {
            readQuestion(in, questions);
        }
        List<DnsAddress> answers = readRecords(in, answerCount);
        List<DnsAddress> additional = readRecords(in, otherCount);
        return new DnsMessage(id, (flags & RESPONSE) != 0, questions, answers, additional);
    }

    private static void readQuestion(ByteBuffer in, List<DnsQuestion> questions)
            throws MalformedPacketException {
        String name = DnsName.read(in);
        require(in.remaining() >= 4, "question");
        int type = u16(in);
        int questionClass = u16(in);
        if ((questionClass & ~TOP_BIT) == INTERNET) {
            questions.add(new DnsQuestion(name, type, (questionClass & TOP_BIT) != 0));
        }
    }

    private static List<DnsAddress> readRecords(ByteBuffer in, int count)
            throws MalformedPacketException {
        List<DnsAddress> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = DnsName.read(in);
            require(in.remaining() >= 10, "record");
            int type = u16(in);
            int recordClass = u16(in);
            long ttlSeconds = in.getInt() & 0xFFFFFFFFL;
            int length = u16(in);
            require(in.remaining() >= length, "record beyond the end");
            byte[] value = new byte[length];
            in.get(value);
            int wanted = type == DnsAddress.A ? 4 : type == DnsAddress.AAAA ? 16 : 0;
            if (wanted > 0 && (recordClass & ~TOP_BIT) == INTERNET) {
                require(length == wanted, "address");
                boolean unique = (recordClass & TOP_BIT) != 0;
                records.add(new DnsAddress(name, address(value), ttlSeconds, unique));
            }
        }
        return records;
    }

    private static InetAddress address(byte[] value) throws MalformedPacketException {
        try {
            return InetAddress.getByAddress(value);
        } catch (UnknownHostException e) {
            throw new MalformedPacketException("DNS address");
        }
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xFFFF;
    }

    private static void require(boolean condition, String what) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException("DNS message: " + what);
        }
    }

    /** Writes it; names are not compressed. */
    byte[] toBytes() {
        WireWriter out = WireWriter.into(ByteBuffer.allocate(MAX_BYTES));
        out.u16(id).u16(isResponse ? RESPONSE | AUTHORITATIVE : 0);
        out.u16(questions.size()).u16(answers.size()).u16(0).u16(additional.size());
        for (DnsQuestion question : questions) {
            DnsName.write(question.name(), out);
            out.u16(question.type()).u16(INTERNET | (question.wantsUnicast() ? TOP_BIT : 0));
        }
        answers.forEach(record -> write(record, out));
        additional.forEach(record -> write(record, out));
        ByteBuffer written = out.finish();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return bytes;
    }

    private static void write(DnsAddress record, WireWriter out) {
        byte[] value = record.address().getAddress();
        DnsName.write(record.name(), out);
        out.u16(record.type()).u16(INTERNET | (record.isUnique() ? TOP_BIT : 0));
        out.u32(record.ttlSeconds()).u16(value.length).bytes(value);
    }
}
