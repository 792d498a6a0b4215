package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * RTCP feedback for a payload type (RFC 4585, section 4.2). Immutable.
 *
 * @param payloadType 0 to 127; empty for all ({@code *})
 * @param type as {@code nack}, {@code ccm}, {@code transport-cc}
 * @param parameter what follows, as {@code pli}; empty if nothing does
 */
public record RtcpFeedback(OptionalInt payloadType, String type, String parameter)
        implements SdpAttribute {
    static final String NAME = "rtcp-fb";

    /** Checks that nothing is null. */
    public RtcpFeedback {
        Objects.requireNonNull(payloadType, "payloadType");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(parameter, "parameter");
    }

    static RtcpFeedback parse(AttributeFields in) throws AttributeSyntaxException {
        String format = in.next("payload type");
        OptionalInt payloadType =
                format.equals("*")
                        ? OptionalInt.empty()
                        : OptionalInt.of((int) in.number("payload type", format, 0, 127));
        String type = in.next("feedback type");
        String parameter = in.hasNext() ? in.remainder("parameter") : "";
        return new RtcpFeedback(payloadType, type, parameter);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        String format = payloadType.isPresent() ? Integer.toString(payloadType.getAsInt()) : "*";
        String text = format + ' ' + type;
        return Optional.of(parameter.isEmpty() ? text : text + ' ' + parameter);
    }
}
