package dev.specter.sdp.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An ICE candidate (RFC 8839, section 5.1; RFC 6544, section 4.5 for TCP). Immutable.
 *
 * <p>Address and type are not looked up or checked beyond the grammar: a candidate of an unknown
 * transport, type or address form is well formed, and its reader ignores it.
 *
 * @param foundation 1 to 32 characters
 * @param component 1 for RTP and everything multiplexed with it, 2 for RTCP
 * @param transport {@code udp} or {@code tcp}, in any case
 * @param priority u32
 * @param address IP address or a name such as an mDNS one
 * @param port u16
 * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param relatedAddress address it came from
 * @param relatedPort port of that address
 * @param extensions all that follows, in order, as {@code tcptype}, {@code generation}, {@code
 *     ufrag}
 */
public record Candidate(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        String type,
        Optional<String> relatedAddress,
        OptionalInt relatedPort,
        List<Extension> extensions)
        implements SdpAttribute {
    static final String NAME = "candidate";

    private static final String PREFIX = NAME + ':';
    private static final int MAX_EXTENSIONS = 64;

    /**
     * A name and value after the fixed part.
     *
     * @param name as {@code generation}
     * @param value its value
     */
    public record Extension(String name, String value) {}

    /** Copies the list and checks that nothing is null. */
    public Candidate {
        Objects.requireNonNull(foundation, "foundation");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(relatedAddress, "relatedAddress");
        Objects.requireNonNull(relatedPort, "relatedPort");
        extensions = List.copyOf(extensions);
    }

    /**
     * Reads a candidate as signaling carries it: with or without {@code candidate:} or {@code
     * a=candidate:} before it.
     *
     * @param text one candidate
     * @throws AttributeSyntaxException if it is not one
     */
    public static Candidate parse(String text) throws AttributeSyntaxException {
        String value = text.strip();
        if (value.startsWith("a=")) {
            value = value.substring(2);
        }
        if (value.startsWith(PREFIX)) {
            value = value.substring(PREFIX.length());
        }
        var fields = new AttributeFields(NAME, value);
        // RFC 8866, section 9, byte-string: what would be another line of a description.
        fields.require(
                value.chars().noneMatch(c -> c == 0 || c == '\r' || c == '\n'), "several lines");
        return parse(fields);
    }

    static Candidate parse(AttributeFields in) throws AttributeSyntaxException {
        String foundation = in.next("foundation");
        in.require(foundation.length() <= 32, "foundation is longer than 32 characters");
        int component = in.nextInt("component", 1, 256);
        String transport = in.next("transport");
        long priority = in.nextLong("priority", 0, 0xFFFF_FFFFL);
        String address = in.next("address");
        int port = in.nextInt("port", 0, 65535);
        in.require(in.next("typ").equals("typ"), "typ expected after the port");
        String type = in.next("type");
        Optional<String> relatedAddress = Optional.empty();
        OptionalInt relatedPort = OptionalInt.empty();
        var extensions = new ArrayList<Extension>();
        while (in.hasNext()) {
            String name = in.next("extension");
            if (name.equals("raddr") && relatedAddress.isEmpty()) {
                relatedAddress = Optional.of(in.next("raddr"));
            } else if (name.equals("rport") && relatedPort.isEmpty()) {
                relatedPort = OptionalInt.of(in.nextInt("rport", 0, 65535));
            } else {
                in.require(extensions.size() < MAX_EXTENSIONS, "too many extensions");
                extensions.add(new Extension(name, in.next("value of " + name)));
            }
        }
        return new Candidate(
                foundation,
                component,
                transport,
                priority,
                address,
                port,
                type,
                relatedAddress,
                relatedPort,
                extensions);
    }

    /** Whether the transport is UDP. */
    public boolean isUdp() {
        return transport.toLowerCase(Locale.ROOT).equals("udp");
    }

    /** The TCP type: {@code active}, {@code passive} or {@code so} (RFC 6544, section 4.5). */
    public Optional<String> tcpType() {
        return extension("tcptype");
    }

    /**
     * The user name fragment of the generation the candidate belongs to (RFC 8840, section 4.4).
     */
    public Optional<String> ufrag() {
        return extension("ufrag");
    }

    /**
     * The value of the first extension of this name.
     *
     * @param name as {@code network-cost}
     */
    public Optional<String> extension(String name) {
        return extensions.stream()
                .filter(e -> e.name().equals(name))
                .map(Extension::value)
                .findFirst();
    }

    @Override
    public String attributeName() {
        return NAME;
    }

    @Override
    public Optional<String> attributeValue() {
        var text = new StringBuilder();
        text.append(foundation).append(' ').append(component).append(' ').append(transport);
        text.append(' ').append(priority).append(' ').append(address).append(' ').append(port);
        text.append(" typ ").append(type);
        relatedAddress.ifPresent(a -> text.append(" raddr ").append(a));
        relatedPort.ifPresent(p -> text.append(" rport ").append(p));
        extensions.forEach(e -> text.append(' ').append(e.name()).append(' ').append(e.value()));
        return Optional.of(text.toString());
    }
}
