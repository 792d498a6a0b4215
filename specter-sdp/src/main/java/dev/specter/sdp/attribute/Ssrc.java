package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * An attribute of one RTP source (RFC 5576, section 4.1). Immutable.
 *
 * @param ssrc the source, u32
 * @param attribute the attribute's name, as {@code cname}
 * @param value the attribute's value, if it has one
 */
public record Ssrc(long ssrc, String attribute, Optional<String> value) implements SdpAttribute {
    static final String NAME = "ssrc";

    /** Checks that nothing is null. */
    public Ssrc {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(value, "value");
    }

    static Ssrc parse(AttributeFields in) throws AttributeSyntaxException {
        long ssrc = in.nextLong("SSRC", 0, 0xFFFF_FFFFL);
        String text = in.remainder("attribute");
        int colon = text.indexOf(':');
        in.require(colon != 0, "attribute has no name");
        return colon < 0
                ? new Ssrc(ssrc, text, Optional.empty())
                : new Ssrc(ssrc, text.substring(0, colon), Optional.of(text.substring(colon + 1)));
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        String text = ssrc + " " + attribute;
        return Optional.of(value.map(v -> text + ':' + v).orElse(text));
    }
}
