package dev.specter.sdp.attribute;

import dev.specter.common.Bytes;

import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * The sender's SCTP INIT chunk (draft-hancke-tsvwg-snap-00): when both ends have written theirs,
 * the association needs no set-up of its own. Immutable.
 *
 * @param chunk with its header, up to 1,500 bytes
 */
public record SctpInit(Bytes chunk) implements SdpAttribute {
    static final String NAME = "sctp-init";
    private static final int MAX_BYTES = 1500;

    /** Checks the size. */
    public SctpInit {
        if (Objects.requireNonNull(chunk, "chunk").size() > MAX_BYTES) {
            throw new IllegalArgumentException("INIT of " + chunk.size() + " bytes");
        }
    }

    static SctpInit parse(AttributeFields in) throws AttributeSyntaxException {
        String text = in.next("chunk");
        in.end();
        in.require(text.length() <= MAX_BYTES / 3 * 4, "chunk is too long");
        try {
            return new SctpInit(Bytes.copyOf(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            throw new AttributeSyntaxException("a=" + NAME + ": chunk is not Base64");
        }
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(Base64.getEncoder().encodeToString(chunk.toArray()));
    }
}
