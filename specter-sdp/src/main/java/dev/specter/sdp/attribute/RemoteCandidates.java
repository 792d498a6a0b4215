package dev.specter.sdp.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The peer's candidates that the controlling agent has selected (RFC 8839, section 5.2). Immutable.
 *
 * @param candidates one for each component, not empty
 */
public record RemoteCandidates(List<RemoteCandidate> candidates) implements SdpAttribute {
    static final String NAME = "remote-candidates";

    /**
     * The selected candidate of one component.
     *
     * @param component 1 to 256
     * @param address an IP address or a name
     * @param port u16
     */
    public record RemoteCandidate(int component, String address, int port) {
        @Override
        public String toString() {
            return component + " " + address + " " + port;
        }
    }

    /** Copies the list. */
    public RemoteCandidates {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("no candidates");
        }
    }

    static RemoteCandidates parse(AttributeFields in) throws AttributeSyntaxException {
        var candidates = new ArrayList<RemoteCandidate>();
        do {
            candidates.add(
                    new RemoteCandidate(
                            in.nextInt("component", 1, 256),
                            in.next("address"),
                            in.nextInt("port", 0, 0xFFFF)));
        } while (in.hasNext());
        return new RemoteCandidates(candidates);
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        return Optional.of(
                String.join(" ", candidates.stream().map(RemoteCandidate::toString).toList()));
    }
}
