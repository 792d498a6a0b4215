package dev.specter.sdp.attribute;

import java.util.Optional;

/**
 * The time between connectivity checks that the writer wishes (RFC 8839, section 5.5). Immutable.
 *
 * @param intervalMillis milliseconds, at most ten digits
 */
public record IcePacing(long intervalMillis) implements SdpAttribute {
    static final String NAME = "ice-pacing";
    private static final long MAX = 9_999_999_999L;

    /** Checks the range. */
    public IcePacing {
        if (intervalMillis < 0 || intervalMillis > MAX) {
            throw new IllegalArgumentException("intervalMillis: " + intervalMillis);
        }
    }

    static IcePacing parse(AttributeFields in) throws AttributeSyntaxException {
        long intervalMillis = in.nextLong("interval", 0, MAX);
        in.end();
        return new IcePacing(intervalMillis);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(Long.toString(intervalMillis));
    }
}
