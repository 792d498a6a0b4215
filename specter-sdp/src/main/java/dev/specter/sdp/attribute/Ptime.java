package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The time that the media of one packet lasts (RFC 8866, section 6.4). Immutable.
 *
 * @param millis milliseconds, an integer or a decimal, as written
 */
public record Ptime(String millis) implements SdpAttribute {
    static final String NAME = "ptime";

    /** Checks that it is a number. */
    public Ptime {
        if (!SdpGrammar.isDecimal(millis)) {
            throw new IllegalArgumentException("not a number of milliseconds: " + millis);
        }
    }

    static Ptime parse(AttributeFields in) throws AttributeSyntaxException {
        String millis = in.next("milliseconds");
        in.end();
        in.require(SdpGrammar.isDecimal(millis), "not a number of milliseconds");
        return new Ptime(millis);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(millis);
    }
}
