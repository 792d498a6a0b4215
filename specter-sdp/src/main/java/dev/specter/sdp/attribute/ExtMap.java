package dev.specter.sdp.attribute;

import dev.specter.sdp.attribute.DirectionAttribute.Direction;

import java.util.Objects;
import java.util.Optional;

/**
 * The identifier of an RTP header extension (RFC 8285, section 5). Immutable.
 *
 * @param id local identifier: 1 to 255 in packets, 4096 to 4351 where an offer has more than fit
 * @param direction which way it is used, seen from the writer; as the m-section if absent
 * @param uri what the extension is
 * @param extensionAttributes what follows the URI
 */
public record ExtMap(
        int id, Optional<Direction> direction, String uri, Optional<String> extensionAttributes)
        implements SdpAttribute {
    static final String NAME = "extmap";

    /** Checks that nothing is null. */
    public ExtMap {
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(extensionAttributes, "extensionAttributes");
    }

    /**
     * A mapping for the directions of the m-section.
     *
     * @param id local identifier
     * @param uri what the extension is
     */
    public static ExtMap of(int id, String uri) {
        return new ExtMap(id, Optional.empty(), uri, Optional.empty());
    }

    static ExtMap parse(AttributeFields in) throws AttributeSyntaxException {
        String entry = in.next("identifier");
        int slash = entry.indexOf('/');
        Optional<Direction> direction = Optional.empty();
        if (slash >= 0) {
            direction =
                    Optional.of(
                            in.constant(
                                    "direction", entry.substring(slash + 1), Direction.values()));
        }
        String idText = slash < 0 ? entry : entry.substring(0, slash);
        int id = (int) in.number("identifier", idText, 1, 4351);
        String uri = in.next("URI");
        Optional<String> attributes =
                in.hasNext() ? Optional.of(in.remainder("attributes")) : Optional.empty();
        return new ExtMap(id, direction, uri, attributes);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        var text = new StringBuilder().append(id);
        direction.ifPresent(d -> text.append('/').append(d));
        text.append(' ').append(uri);
        extensionAttributes.ifPresent(a -> text.append(' ').append(a));
        return Optional.of(text.toString());
    }
}
