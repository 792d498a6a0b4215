package dev.specter.rtp.ext;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * Coordination of video orientation (3GPP TS 26.114, section 7.4.5). Immutable.
 *
 * @param backCamera whether the picture is from the back camera
 * @param flipped whether it is mirrored
 * @param rotationDegrees by which the receiver turns it, clockwise: 0, 90, 180 or 270
 */
public record VideoOrientation(boolean backCamera, boolean flipped, int rotationDegrees)
        implements HeaderExtension {
    /** How to read it. */
    public static final ExtensionType<VideoOrientation> TYPE =
            new ExtensionType<>(HeaderExtensionUri.VIDEO_ORIENTATION, VideoOrientation::parse);

    /** Checks the range. */
    public VideoOrientation {
        if (rotationDegrees < 0 || rotationDegrees > 270 || rotationDegrees % 90 != 0) {
            throw new IllegalArgumentException("VideoOrientation out of range");
        }
    }

    private static VideoOrientation parse(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() == 1, "video orientation: size");
        int octet = in.u8();
        return new VideoOrientation((octet & 8) != 0, (octet & 4) != 0, (octet & 3) * 90);
    }

    @Override
    public String uri() {
        return HeaderExtensionUri.VIDEO_ORIENTATION;
    }

    @Override
    public Bytes toBytes() {
        int octet = (backCamera ? 8 : 0) | (flipped ? 4 : 0) | rotationDegrees / 90;
        return Bytes.wrapOwned(new byte[] {(byte) octet});
    }
}
