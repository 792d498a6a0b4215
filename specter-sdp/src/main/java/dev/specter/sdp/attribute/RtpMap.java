package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a payload type stands for (RFC 8866, section 6.6). Immutable.
 *
 * @param payloadType 0 to 127
 * @param encodingName as {@code VP8}; compared without regard to case
 * @param clockRateHz RTP clock rate, positive
 * @param channels channels of audio, if written
 */
public record RtpMap(int payloadType, String encodingName, int clockRateHz, OptionalInt channels)
        implements SdpAttribute {
    static final String NAME = "rtpmap";

    /** Checks that nothing is null. */
    public RtpMap {
        Objects.requireNonNull(encodingName, "encodingName");
        Objects.requireNonNull(channels, "channels");
    }

    static RtpMap parse(AttributeFields in) throws AttributeSyntaxException {
        int payloadType = in.nextInt("payload type", 0, 127);
        String encoding = in.next("encoding");
        in.end();
        int slash = encoding.indexOf('/');
        in.require(slash > 0, "encoding has no clock rate");
        int second = encoding.indexOf('/', slash + 1);
        String clockRate = encoding.substring(slash + 1, second < 0 ? encoding.length() : second);
        OptionalInt channels = OptionalInt.empty();
        if (second >= 0) {
            channels =
                    OptionalInt.of(
                            (int) in.number("channels", encoding.substring(second + 1), 1, 255));
        }
        return new RtpMap(
                payloadType,
                encoding.substring(0, slash),
                (int) in.number("clock rate", clockRate, 1, Integer.MAX_VALUE),
                channels);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        String text = payloadType + " " + encodingName + '/' + clockRateHz;
        return Optional.of(channels.isPresent() ? text + '/' + channels.getAsInt() : text);
    }
}
