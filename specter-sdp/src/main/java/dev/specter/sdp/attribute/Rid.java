package dev.specter.sdp.attribute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An RTP stream with an identifier of its own (RFC 8851, section 10). Immutable.
 *
 * @param id the identifier: letters, digits, {@code -} and {@code _}
 * @param direction seen from the writer
 * @param payloadTypes the only payload types it may use; empty for all
 * @param restrictions the other restrictions by name, in order; no value is an empty string
 */
public record Rid(
        String id,
        Direction direction,
        List<Integer> payloadTypes,
        Map<String, String> restrictions)
        implements SdpAttribute {
    static final String NAME = "rid";

    /** Which way the stream goes, seen from the writer. */
    public enum Direction {
        /** From the writer. */
        SEND("send"),
        /** To the writer. */
        RECV("recv");

        private final String text;

        Direction(String text) {
            this.text = text;
        }

        /** As in SDP. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Copies the collections. */
    public Rid {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(direction, "direction");
        payloadTypes = List.copyOf(payloadTypes);
        restrictions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(restrictions));
    }

    /**
     * A stream without restrictions.
     *
     * @param id the identifier
     * @param direction seen from the writer
     */
    public static Rid of(String id, Direction direction) {
        return new Rid(id, direction, List.of(), Map.of());
    }

    /** Whether a text may be an identifier: 1 to 255 letters, digits, {@code -} and {@code _}. */
    public static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= 255
                && text.chars().allMatch(SdpGrammar::isRidChar);
    }

    static Rid parse(AttributeFields in) throws AttributeSyntaxException {
        String id = in.next("identifier");
        in.require(isId(id), "identifier has a character other than letters, digits, - and _");
        Direction direction = in.nextOf("direction", Direction.values());
        var payloadTypes = new ArrayList<Integer>();
        var restrictions = new LinkedHashMap<String, String>();
        if (in.hasNext()) {
            for (String part : in.remainder("restrictions").split(";")) {
                parseRestriction(in, part.strip(), payloadTypes, restrictions);
            }
        }
        return new Rid(id, direction, payloadTypes, restrictions);
    }

    private static void parseRestriction(
            AttributeFields in,
            String part,
            List<Integer> payloadTypes,
            Map<String, String> restrictions)
            throws AttributeSyntaxException {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals).strip();
        String value = equals < 0 ? "" : part.substring(equals + 1);
        in.require(!name.isEmpty(), "restriction has no name");
        if (name.equals("pt")) {
            for (String pt : value.split(",")) {
                payloadTypes.add((int) in.number("payload type", pt, 0, 127));
            }
        } else {
            in.require(restrictions.putIfAbsent(name, value) == null, "restriction given twice");
        }
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        var parts = new ArrayList<String>();
        if (!payloadTypes.isEmpty()) {
            parts.add(
                    "pt=" + String.join(",", payloadTypes.stream().map(String::valueOf).toList()));
        }
        restrictions.forEach((name, v) -> parts.add(v.isEmpty() ? name : name + '=' + v));
        String text = id + ' ' + direction;
        return Optional.of(parts.isEmpty() ? text : text + ' ' + String.join(";", parts));
    }
}
