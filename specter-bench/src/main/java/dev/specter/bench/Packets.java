package dev.specter.bench;

import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpProfile;

import java.nio.ByteBuffer;
import java.util.Random;

/** The packets and keys that the benchmarks of SRTP share. */
final class Packets {
    /** Of a full video packet. */
    static final int RTP_PAYLOAD_BYTES = 1160;

    static final int RTP_HEADER_BYTES = 12;

    /** A sender report and a source description. */
    static final int RTCP_BYTES = 28 + 24;

    private static final int SSRC = 0x5EC7E12;

    private Packets() {}

    static byte[] rtp() {
        byte[] packet = random(RTP_HEADER_BYTES + RTP_PAYLOAD_BYTES);
        ByteBuffer.wrap(packet).put(0, (byte) 0x80).put(1, (byte) 96).putInt(8, SSRC);
        return packet;
    }

    static byte[] rtcp() {
        byte[] packet = random(RTCP_BYTES);
        ByteBuffer.wrap(packet).putInt(0, 0x80C80006).putInt(4, SSRC);
        return packet;
    }

    /** The keys of one end; {@link #answering} are the other end's. */
    static SrtpKeys offering(SrtpProfile profile) {
        return SrtpKeys.ofClient(profile, random(profile.keyingMaterialBytes()));
    }

    static SrtpKeys answering(SrtpProfile profile) {
        return SrtpKeys.ofServer(profile, random(profile.keyingMaterialBytes()));
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
