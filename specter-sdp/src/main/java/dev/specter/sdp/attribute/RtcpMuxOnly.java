package dev.specter.sdp.attribute;

import java.util.Optional;

/** RTP and RTCP share a port, or there is none (RFC 8858). Immutable. */
public record RtcpMuxOnly() implements SdpAttribute {
    static final String NAME = "rtcp-mux-only";

    static RtcpMuxOnly parse(AttributeFields in) throws AttributeSyntaxException {
        in.requireNoValue();
        return new RtcpMuxOnly();
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
