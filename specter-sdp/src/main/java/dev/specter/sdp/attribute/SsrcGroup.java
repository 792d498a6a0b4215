package dev.specter.sdp.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * RTP sources that belong together (RFC 5576, section 4.2). Immutable.
 *
 * @param semantics as {@code FID}: a source and its retransmissions
 * @param ssrcs the sources in order, each u32
 */
public record SsrcGroup(String semantics, List<Long> ssrcs) implements SdpAttribute {
    /** Flow identification: a source and its RTX source (RFC 5888, section 8; RFC 4588). */
    public static final String FID = "FID";

    static final String NAME = "ssrc-group";

    /** Copies the list. */
    public SsrcGroup {
        Objects.requireNonNull(semantics, "semantics");
        ssrcs = List.copyOf(ssrcs);
    }

    static SsrcGroup parse(AttributeFields in) throws AttributeSyntaxException {
        String semantics = in.next("semantics");
        var ssrcs = new ArrayList<Long>();
        while (in.hasNext()) {
            ssrcs.add(in.nextLong("SSRC", 0, 0xFFFF_FFFFL));
        }
        return new SsrcGroup(semantics, ssrcs);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(
                SdpGrammar.join(semantics, ssrcs.stream().map(s -> Long.toString(s)).toList()));
    }
}
