package dev.specter.examples.rtpforwarder;

import dev.specter.webrtc.RtcRtpCodecCapability;

import java.net.URI;
import java.util.Locale;

/**
 * Where plain RTP goes and comes from, all on this machine. Immutable.
 *
 * @param videoCodec of both directions
 * @param videoOut UDP port that the page's video is sent to
 * @param audioOut UDP port that the page's audio is sent to
 * @param videoIn UDP port for video to the page; 0 for any free one
 * @param audioIn UDP port for audio to the page; 0 for any free one
 */
public record Ports(
        RtcRtpCodecCapability videoCodec, int videoOut, int audioOut, int videoIn, int audioIn) {
    /** Payload type of the video that is sent. */
    public static final int VIDEO_PAYLOAD_TYPE = 96;

    /** Payload type of the audio that is sent. */
    public static final int AUDIO_PAYLOAD_TYPE = 97;

    static final RtcRtpCodecCapability AUDIO_CODEC = RtcRtpCodecCapability.of("audio/opus");

    /**
     * How to use it, for the terminal.
     *
     * @param page where the page is
     */
    public String usage(URI page) {
        String encoder =
                isH264()
                        ? "libx264 -profile:v baseline -bf 0 -tune zerolatency"
                        : "libvpx -deadline realtime -b:v 1M";
        return """
                The page's camera and microphone, into a file or a window:
                  ffmpeg -protocol_whitelist http,tcp,udp,rtp -i %1$s -c copy page.mkv
                  ffplay -protocol_whitelist http,tcp,udp,rtp %1$s
                A test picture and a tone to the page:
                  ffmpeg -re -f lavfi -i testsrc2=size=640x360:rate=30 -c:v %2$s -g 30 \\
                    -pix_fmt yuv420p -f rtp "rtp://127.0.0.1:%3$d?pkt_size=1200"
                  ffmpeg -re -f lavfi -i sine=frequency=440:sample_rate=48000 -c:a libopus -ac 2 \\
                    -f rtp "rtp://127.0.0.1:%4$d?pkt_size=1200"
                """
                .formatted(page.resolve("stream.sdp"), encoder, videoIn, audioIn);
    }

    private boolean isH264() {
        return videoCodec.encodingName().equalsIgnoreCase("H264");
    }

    /**
     * The description that ffmpeg wants of what is sent.
     *
     * @return SDP
     */
    public String sdp() {
        String fmtp = isH264() ? "a=fmtp:" + VIDEO_PAYLOAD_TYPE + " packetization-mode=1\r\n" : "";
        return """
                v=0\r
                o=- 1 1 IN IP4 127.0.0.1\r
                s=A web page by way of Specter\r
                c=IN IP4 127.0.0.1\r
                t=0 0\r
                m=video %d RTP/AVP %d\r
                a=rtpmap:%d %s/90000\r
                %sm=audio %d RTP/AVP %d\r
                a=rtpmap:%d opus/48000/2\r
                """
                .formatted(
                        videoOut,
                        VIDEO_PAYLOAD_TYPE,
                        VIDEO_PAYLOAD_TYPE,
                        videoCodec.encodingName().toUpperCase(Locale.ROOT),
                        fmtp,
                        audioOut,
                        AUDIO_PAYLOAD_TYPE,
                        AUDIO_PAYLOAD_TYPE);
    }
}
