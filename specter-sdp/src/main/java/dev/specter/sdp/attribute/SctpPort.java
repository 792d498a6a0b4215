package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The SCTP port over DTLS (RFC 8841, section 5.1). Immutable.
 *
 * @param port u16; 0 is not used
 */
public record SctpPort(int port) implements SdpAttribute {
    static final String NAME = "sctp-port";

    static SctpPort parse(AttributeFields in) throws AttributeSyntaxException {
        int port = in.nextInt("port", 0, 65535);
        in.end();
        return new SctpPort(port);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(Integer.toString(port));
    }
}
