package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The largest SCTP user message that the sender takes (RFC 8841, section 6.1). Immutable.
 *
 * @param sizeBytes bytes; 0 means any size
 */
public record MaxMessageSize(long sizeBytes) implements SdpAttribute {
    static final String NAME = "max-message-size";

    static MaxMessageSize parse(AttributeFields in) throws AttributeSyntaxException {
        long sizeBytes = in.nextLong("sizeBytes", 0, Long.MAX_VALUE);
        in.end();
        return new MaxMessageSize(sizeBytes);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(Long.toString(sizeBytes));
    }
}
