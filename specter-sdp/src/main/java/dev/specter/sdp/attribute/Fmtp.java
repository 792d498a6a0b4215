package dev.specter.sdp.attribute;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Parameters of a format (RFC 8866, section 6.15). Immutable.
 *
 * @param format the format, for RTP a payload type
 * @param parameters the parameters as written
 */
public record Fmtp(String format, String parameters) implements SdpAttribute {
    static final String NAME = "fmtp";

    /** Checks that nothing is null. */
    public Fmtp {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(parameters, "parameters");
    }

    static Fmtp parse(AttributeFields in) throws AttributeSyntaxException {
        String format = in.next("format");
        return new Fmtp(format, in.remainder("parameters"));
    }

    /** The parameters by name in lower case; the first of each name counts. */
    public Map<String, String> parameterMap() {
        return parameterMap(parameters);
    }

    /**
     * The {@code name=value} pairs of a parameter string by name in lower case; a parameter without
     * {@code =} has an empty value; the first of each name counts.
     *
     * @param parameters as in {@code a=fmtp}
     */
    public static Map<String, String> parameterMap(String parameters) {
        var map = new LinkedHashMap<String, String>();
        for (String part : parameters.split(";")) {
            String trimmed = part.strip();
            if (trimmed.isEmpty()) {
                continue;
            }
            int equals = trimmed.indexOf('=');
            String name = equals < 0 ? trimmed : trimmed.substring(0, equals).strip();
            String value = equals < 0 ? "" : trimmed.substring(equals + 1).strip();
            map.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
        }
        return map;
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(format + ' ' + parameters);
    }
}
