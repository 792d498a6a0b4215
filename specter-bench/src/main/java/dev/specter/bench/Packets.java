package dev.specter.bench;

import dev.specter.common.Bytes;
import dev.specter.rtp.HeaderExtensions;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.interceptor.ChainOptions;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.RtcpFeedback;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpProfile;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;

/** The packets, streams and keys that the benchmarks share. */
final class Packets {
    /** Of a full video packet. */
    static final int RTP_PAYLOAD_BYTES = 1160;

    static final int RTP_HEADER_BYTES = 12;

    /** A sender report and a source description. */
    static final int RTCP_BYTES = 28 + 24;

    static final int SSRC = 0x5EC7E12;

    /** Virtual time between the packets of a stream: about 10 Mbit/s. */
    static final long VIDEO_NANOS = 1_000_000;

    /** The same on the stream's clock. */
    static final long VIDEO_TICKS = 90;

    private static final int MID_ID = 1;
    private static final int TRANSPORT_NUMBER_ID = 2;

    // Behind the header of the block, the MID of one byte and the head of its own element.
    private static final int TRANSPORT_NUMBER_OFFSET = RTP_HEADER_BYTES + 4 + 2 + 1;

    private static final HeaderExtensionMap EXTENSIONS =
            HeaderExtensionMap.of(
                    Map.of(
                            MID_ID,
                            HeaderExtensionUri.MID,
                            TRANSPORT_NUMBER_ID,
                            HeaderExtensionUri.TRANSPORT_CC));

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

    /** A video stream as browsers negotiate it, without RTX. */
    static StreamInfo video(long ssrc) {
        return StreamInfo.builder(ssrc, 96, "video/VP8", 90_000)
                .extensions(EXTENSIONS)
                .feedback(EnumSet.allOf(RtcpFeedback.class))
                .mid("0")
                .build();
    }

    /** A full packet of {@link #video}, with MID and transport-wide number. */
    static RtpPacket videoPacket() {
        return RtpPacket.builder()
                .ssrc(SSRC)
                .payloadType(96)
                .extensions(
                        HeaderExtensions.EMPTY
                                .with(MID_ID, Bytes.wrapOwned(new byte[] {'0'}))
                                .withU16(TRANSPORT_NUMBER_ID, 0))
                .payload(ByteBuffer.wrap(random(RTP_PAYLOAD_BYTES)))
                .build();
    }

    /** Makes a written {@link #videoPacket} another one of its stream. */
    static void number(ByteBuffer videoPacket, int number) {
        videoPacket.putShort(2, (short) number);
        videoPacket.putInt(4, (int) (number * VIDEO_TICKS));
        videoPacket.putShort(TRANSPORT_NUMBER_OFFSET, (short) number);
    }

    static int transportNumber(RtpPacket videoPacket) {
        return videoPacket.extensions().u16(TRANSPORT_NUMBER_ID);
    }

    /** A chain of the defaults at virtual time 0. */
    static InterceptorChain chain(InterceptorChain.Ends ends) {
        var options =
                new ChainOptions(
                        "bench", 1, true, new Random(1), InstantSource.fixed(Instant.EPOCH));
        return InterceptorRegistry.withDefaults().newChain(options, ends, 0);
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
