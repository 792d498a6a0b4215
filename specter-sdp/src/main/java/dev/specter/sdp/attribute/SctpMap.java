package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The SCTP port and protocol as drafts before RFC 8841 wrote them, with {@code DTLS/SCTP}.
 * Immutable.
 *
 * @param port u16
 * @param protocol {@code webrtc-datachannel}
 * @param streams number of streams, if written
 */
public record SctpMap(int port, String protocol, OptionalInt streams) implements SdpAttribute {
    static final String NAME = "sctpmap";

    /** Checks that nothing is null. */
    public SctpMap {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(streams, "streams");
    }

    static SctpMap parse(AttributeFields in) throws AttributeSyntaxException {
        int port = in.nextInt("port", 0, 65535);
        String protocol = in.next("protocol");
        OptionalInt streams =
                in.hasNext()
                        ? OptionalInt.of(in.nextInt("streams", 0, 65536))
                        : OptionalInt.empty();
        in.end();
        return new SctpMap(port, protocol, streams);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        String text = port + " " + protocol;
        return Optional.of(streams.isPresent() ? text + ' ' + streams.getAsInt() : text);
    }
}
