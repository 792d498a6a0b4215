package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The most time that the media of one packet may last (RFC 8866, section 6.5). Immutable.
 *
 * @param millis milliseconds, an integer or a decimal, as written
 */
public record MaxPtime(String millis) implements SdpAttribute {
    static final String NAME = "maxptime";

    /** Checks that it is a number. */
    public MaxPtime {
        if (!SdpGrammar.isDecimal(millis)) {
            throw new IllegalArgumentException("not a number of milliseconds: " + millis);
        }
    }

    static MaxPtime parse(AttributeFields in) throws AttributeSyntaxException {
        String millis = in.next("milliseconds");
        in.end();
        in.require(SdpGrammar.isDecimal(millis), "not a number of milliseconds");
        return new MaxPtime(millis);
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
