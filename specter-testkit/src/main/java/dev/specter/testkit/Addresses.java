package dev.specter.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/** IP addresses from their literals, without a look at any name service. */
public final class Addresses {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private Addresses() {}

    /**
     * Reads a literal.
     *
     * @param literal an IPv4 address in dotted decimal, or an IPv6 address (RFC 4291, section 2.2)
     *     without brackets and zone
     * @return the address
     * @throws IllegalArgumentException when it is neither
     */
    public static InetAddress of(String literal) {
        try {
            return InetAddress.getByAddress(literal.contains(":") ? ipv6(literal) : ipv4(literal));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException("no IP address: " + literal, e);
        }
    }

    /**
     * Reads a literal and adds a port.
     *
     * @param literal as for {@link #of(String)}
     * @param port 0 to 65,535
     * @return the transport address, resolved
     * @throws IllegalArgumentException when one of them is wrong
     */
    public static InetSocketAddress of(String literal, int port) {
        return new InetSocketAddress(of(literal), port);
    }

    private static byte[] ipv4(String literal) {
        var out = ByteBuffer.allocate(IPV4_BYTES);
        for (String number : split(literal, "\\.", "[0-9]{1,3}", IPV4_BYTES)) {
            int value = Integer.parseInt(number);
            require(value <= 0xFF);
            out.put((byte) value);
        }
        require(!out.hasRemaining());
        return out.array();
    }

    private static byte[] ipv6(String literal) {
        String text = withoutIpv4(literal);
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = groups(text);
            require(whole.length == IPV6_BYTES);
            return whole;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        require(head.length + tail.length < IPV6_BYTES);
        return ByteBuffer.allocate(IPV6_BYTES)
                .put(head)
                .position(IPV6_BYTES - tail.length)
                .put(tail)
                .array();
    }

    /** Rewrites an IPv4 address at the end as two groups. */
    private static String withoutIpv4(String literal) {
        if (!literal.contains(".")) {
            return literal;
        }
        int end = literal.lastIndexOf(':') + 1;
        var last = ByteBuffer.wrap(ipv4(literal.substring(end)));
        return literal.substring(0, end)
                + Integer.toHexString(last.getChar())
                + ":"
                + Integer.toHexString(last.getChar());
    }

    private static byte[] groups(String text) {
        List<String> groups =
                text.isEmpty()
                        ? List.of()
                        : split(text, ":", "[0-9a-fA-F]{1,4}", IPV6_BYTES / Short.BYTES);
        var out = ByteBuffer.allocate(groups.size() * Short.BYTES);
        groups.forEach(group -> out.putShort((short) Integer.parseInt(group, 16)));
        return out.array();
    }

    private static List<String> split(String text, String separator, String pattern, int most) {
        List<String> parts = List.of(text.split(separator, -1));
        require(parts.size() <= most && parts.stream().allMatch(part -> part.matches(pattern)));
        return parts;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("malformed");
        }
    }
}
