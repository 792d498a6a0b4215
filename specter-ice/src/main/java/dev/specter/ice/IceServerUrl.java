package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a STUN or TURN server is and how it is spoken to (RFC 7064, section 3.1; RFC 7065, section
 * 3.1). Immutable.
 *
 * @param scheme what the server is
 * @param host a name, or an IPv4 or IPv6 address without brackets, lower case
 * @param port 1 to 65,535
 * @param transport between us and the server
 */
public record IceServerUrl(Scheme scheme, String host, int port, IceProtocol transport) {
    /** What a server is, and whether it is spoken to in the clear. */
    public enum Scheme {
        /** STUN. */
        STUN(false, false),
        /** STUN over TLS. */
        STUNS(false, true),
        /** TURN. */
        TURN(true, false),
        /** TURN over TLS, or over DTLS where the transport is UDP. */
        TURNS(true, true);

        private final boolean relay;
        private final boolean secure;

        Scheme(boolean relay, boolean secure) {
            this.relay = relay;
            this.secure = secure;
        }

        /** Whether the server relays, and wants credentials. */
        public boolean isRelay() {
            return relay;
        }

        /** Whether TLS, or DTLS, lies below. */
        public boolean isSecure() {
            return secure;
        }

        /** The name in a URL. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MAX_CHARS = 1024;
    private static final int PORT = 3478;
    private static final int SECURE_PORT = 5349;
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(?<scheme>stuns?|turns?):"
                            + "(\\[(?<literal>[0-9a-f:.]+)]|(?<host>[a-z0-9_~.!$&'()*+,;=%-]+))"
                            + "(:(?<port>\\d{1,5}))?"
                            + "(\\?transport=(?<transport>udp|tcp))?",
                    Pattern.CASE_INSENSITIVE);

    /**
     * Checks ranges.
     *
     * @throws IllegalArgumentException if the port is out of its range or the host empty
     */
    public IceServerUrl {
        requireNonNull(scheme);
        requireNonNull(transport);
        if (port < 1 || port > 0xFFFF || host.isEmpty()) {
            throw new IllegalArgumentException("server " + host + " port " + port);
        }
    }

    /**
     * Reads a URL, filling in the default port and transport.
     *
     * @param url such as {@code turn:turn.example.org:3478?transport=tcp}, at most 1,024 characters
     * @return what it says
     * @throws IllegalArgumentException if it is not a STUN or TURN URL
     */
    public static IceServerUrl parse(String url) {
        Matcher parts = SYNTAX.matcher(url);
        require(url.length() <= MAX_CHARS && parts.matches(), url);
        Scheme scheme = Scheme.valueOf(parts.group("scheme").toUpperCase(Locale.ROOT));
        String transport = parts.group("transport");
        // RFC 7064 has no transport parameter.
        require(transport == null || scheme.isRelay(), url);
        String literal = parts.group("literal");
        require(literal == null || NetUtil.isValidIpV6Address(literal), url);
        String host = literal == null ? parts.group("host") : literal;
        String port = parts.group("port");
        int number = port == null ? defaultPort(scheme) : Integer.parseInt(port);
        require(number >= 1 && number <= 0xFFFF, url);
        return new IceServerUrl(
                scheme,
                host.toLowerCase(Locale.ROOT),
                number,
                transport == null
                        ? defaultTransport(scheme)
                        : IceProtocol.valueOf(transport.toUpperCase(Locale.ROOT)));
    }

    private static int defaultPort(Scheme scheme) {
        return scheme.isSecure() ? SECURE_PORT : PORT;
    }

    private static IceProtocol defaultTransport(Scheme scheme) {
        return scheme.isSecure() ? IceProtocol.TCP : IceProtocol.UDP;
    }

    private static void require(boolean condition, String url) {
        if (!condition) {
            throw new IllegalArgumentException("not a STUN or TURN URL: " + url);
        }
    }

    /** The address, if the host is one and not a name that has to be resolved. */
    public Optional<InetAddress> literalAddress() {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes", e);
        }
    }

    /** The URL in full: scheme, host, port and, for TURN, transport. */
    @Override
    public String toString() {
        String bracketed = host.indexOf(':') < 0 ? host : '[' + host + ']';
        String url = scheme + ":" + bracketed + ":" + port;
        return scheme.isRelay() ? url + "?transport=" + transport : url;
    }
}
