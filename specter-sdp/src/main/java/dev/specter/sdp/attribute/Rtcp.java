package dev.specter.sdp.attribute;

import java.util.Objects;
import java.util.Optional;

/**
 * The port and address of RTCP, if it has its own (RFC 3605, section 2.1). Immutable.
 *
 * @param port u16
 * @param address network type, address type and address, as {@code IN IP4 0.0.0.0}
 */
public record Rtcp(int port, Optional<String> address) implements SdpAttribute {
    static final String NAME = "rtcp";

    /** Checks that nothing is null. */
    public Rtcp {
        Objects.requireNonNull(address, "address");
    }

    static Rtcp parse(AttributeFields in) throws AttributeSyntaxException {
        int port = in.nextInt("port", 0, 65535);
        if (!in.hasNext()) {
            return new Rtcp(port, Optional.empty());
        }
        String address =
                in.next("network type") + ' ' + in.next("address type") + ' ' + in.next("address");
        in.end();
        return new Rtcp(port, Optional.of(address));
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(address.map(a -> port + " " + a).orElse(Integer.toString(port)));
    }
}
