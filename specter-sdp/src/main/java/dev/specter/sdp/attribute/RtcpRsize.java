package dev.specter.sdp.attribute;

import java.util.Optional;

/** Reduced-size RTCP is understood (RFC 5506, section 5). Immutable. */
public record RtcpRsize() implements SdpAttribute {
    static final String NAME = "rtcp-rsize";

    static RtcpRsize parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new RtcpRsize();
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.empty();
    }
}
