package dev.specter.sdp.attribute;

import java.util.Optional;

/** RTP and RTCP share a port (RFC 5761, section 5.1.1). Immutable. */
public record RtcpMux() implements SdpAttribute {
    static final String NAME = "rtcp-mux";

    static RtcpMux parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new RtcpMux();
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
