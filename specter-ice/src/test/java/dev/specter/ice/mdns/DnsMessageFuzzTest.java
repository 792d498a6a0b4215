package dev.specter.ice.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import io.netty.util.NetUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class DnsMessageFuzzTest {
    static final String NAME = "1f4712db-ea17-4bcf-a596-105139dfd8bf.local";

    static InetAddress ip(String literal) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(literal));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static DnsMessage example() {
        return new DnsMessage(
                7,
                true,
                List.of(new DnsQuestion(NAME, DnsAddress.A, true)),
                List.of(new DnsAddress(NAME, ip("192.0.2.1"), 120, true)),
                List.of(new DnsAddress("x.local", ip("2001:db8::1"), 0xFFFFFFFFL, false)));
    }

    @Test
    void readsWhatItWrites() throws MalformedPacketException {
        assertEquals(example(), DnsMessage.parse(example().toBytes()));
    }

    @Test // RFC 1035, section 4.1.4; a TXT record between, and case that does not matter
    void readsCompressedNamesAndSkipsWhatItDoesNotNeed() throws MalformedPacketException {
        String name = "0141056c6f63616c00"; // A.local, with length bytes
        byte[] message =
                Bytes.ofHex(
                                "000084000000000200000001"
                                        + name
                                        + "0010000100000078000401620163"
                                        + "c00c"
                                        + "0001800100000078"
                                        + "0004c0000201"
                                        + "0162c00e"
                                        + "001c800100000000"
                                        + "001020010db8000000000000000000000001")
                        .toArray();
        DnsMessage read = DnsMessage.parse(message);
        assertEquals(
                List.of(new DnsAddress("a.local", ip("192.0.2.1"), 120, true)), read.answers());
        assertEquals(
                List.of(new DnsAddress("b.local", ip("2001:db8::1"), 0, true)), read.additional());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "0000000000010000000000", // half a header
                "000000000001000000000000", // a question that is missing
                "000000000001000000000000c00c00010001", // a name that points at itself
                "000000000001000000000000c00e00010001", // forward
                "0000000000010000000000004000010001", // a label of 64 bytes
                "00000000000100000000000005616263", // a label beyond the end
                "000080000000000100000000016100000100010000007800030102030", // odd
                "0000800000000001000000000161000001000100000078000301020304", // 3 bytes of IPv4
                "0000840000000001000000000161000001000100000078000401020", // beyond the end
                "000080030000000000000000", // NXDOMAIN
                "000000000041000000000000", // 65 questions
                "000080000000010100000000" // 257 records
            })
    void refuses(String hex) {
        byte[] message = Bytes.ofHex(hex.length() % 2 == 0 ? hex : hex + "0").toArray();
        assertThrows(MalformedPacketException.class, () -> DnsMessage.parse(message));
    }

    @Test // RFC 1035, section 2.3.4
    void aNameHas255BytesAtMost() {
        assertThrows(MalformedPacketException.class, () -> DnsMessage.parse(longName()));
    }

    private static byte[] longName() {
        byte[] message = new byte[12 + 5 * 64 + 5];
        message[5] = 1;
        for (int i = 0; i < 5; i++) {
            message[12 + i * 64] = 63;
        }
        return message;
    }

    @Test
    void nothingThatArrivesThrowsAnythingElse() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] model = example().toBytes();
        int parsed = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = Arrays.copyOf(model, random.nextInt(model.length + 4));
            for (int flips = random.nextInt(6); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            parsed += isMessage(bytes, seed) ? 1 : 0;
        }
        assertTrue(parsed > 0, "seed " + seed);
    }

    private static boolean isMessage(byte[] bytes, long seed) {
        try {
            DnsMessage.parse(bytes);
            return true;
        } catch (MalformedPacketException e) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
