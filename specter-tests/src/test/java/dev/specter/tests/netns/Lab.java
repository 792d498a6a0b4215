package dev.specter.tests.netns;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small internet in network namespaces: a public segment, 203.0.113.0/24 and 2001:db8::/64, with
 * hosts on it and routers that have private segments behind them. Nothing of it is reachable from
 * the machine, nor the other way round. Needs root, {@code ip} and {@code nft}.
 */
final class Lab implements AutoCloseable {
    /** How a router maps what leaves the private segment. */
    enum Nat {
        /** Keeps source ports where it can: endpoint-independent in effect. */
        PORT_PRESERVING("masquerade"),
        /** Another random port for each destination: what ICE calls symmetric. */
        SYMMETRIC("masquerade random,fully-random");

        private final String statement;

        Nat(String statement) {
            this.statement = statement;
        }
    }

    private static final AtomicInteger LABS = new AtomicInteger();

    private final String prefix;
    private final List<Namespace> namespaces = new ArrayList<>();
    private final Namespace internet;
    private int links;
    private int routers;

    private Lab() {
        prefix = "sp" + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet() + "-";
        internet = namespace("internet");
        bridge(internet);
        // The way to everywhere else: takes all and answers nothing, as the real one does with
        // private addresses.
        internet.ip("addr add 203.0.113.254/24 dev br0");
        internet.ip("-6 addr add 2001:db8::254/64 dev br0 nodad");
    }

    /** Builds the public segment, or skips the test where that cannot be done. */
    static Lab open() {
        boolean possible =
                Shell.succeeds("ip", "netns", "list")
                        && Shell.succeeds("nft", "--version")
                        && canMakeNamespaces();
        if ("required".equals(System.getProperty("specter.netns"))) {
            assertTrue(possible, "network namespaces are required and cannot be made");
        }
        assumeTrue(possible, "skipped: network namespaces need root, iproute2 and nftables");
        return new Lab();
    }

    private static boolean canMakeNamespaces() {
        String name =
                "sp" + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet() + "-probe";
        return Shell.succeeds("ip", "netns", "add", name)
                && Shell.succeeds("ip", "netns", "del", name);
    }

    /** A host on the public segment: 203.0.113.n and 2001:db8::n. */
    Namespace publicHost(String name, int n) {
        Namespace host = namespace(name);
        link(internet, host, "eth0");
        host.ip("addr add 203.0.113." + n + "/24 dev eth0");
        host.ip("-6 addr add 2001:db8::" + n + "/64 dev eth0 nodad");
        host.ip("route add default via 203.0.113.254");
        return host;
    }

    /** A host that has an IPv6 address on the public segment and nothing else. */
    Namespace ipv6Host(String name, int n) {
        Namespace host = namespace(name);
        link(internet, host, "eth0");
        host.ip("-6 addr add 2001:db8::" + n + "/64 dev eth0 nodad");
        return host;
    }

    /** A router whose public address is 203.0.113.n, with a private segment 10.r.0.0/24 behind. */
    Router router(String name, int n, Nat nat) {
        Namespace namespace = publicHost(name, n);
        return new Router(namespace, ++routers, nat);
    }

    /** A router and the segment behind it. */
    final class Router {
        private final Namespace namespace;
        private final String segment;

        private Router(Namespace namespace, int number, Nat nat) {
            this.namespace = namespace;
            segment = "10." + number + ".0.";
            bridge(namespace);
            namespace.ip("addr add " + segment + "1/24 dev br0");
            namespace.forwardPackets();
            namespace.nft(
                    """
                    table ip nat {
                      chain post {
                        type nat hook postrouting priority 100;
                        oifname "eth0" %s;
                      }
                    }
                    table ip firewall {
                      chain forward {
                        type filter hook forward priority 0; policy drop;
                        iifname "br0" accept;
                        ct state established,related accept;
                      }
                      chain input {
                        type filter hook input priority 0; policy accept;
                        iifname "eth0" ct state new drop;
                      }
                    }
                    """
                            .formatted(nat.statement));
        }

        /** A host behind it: 10.r.0.n. */
        Namespace host(String name, int n) {
            Namespace host = namespace(name);
            attach(host, "eth0", n);
            return host;
        }

        /** Gives a host an interface in this segment and its default route through it. */
        void attach(Namespace host, String device, int n) {
            link(namespace, host, device);
            host.ip("addr add " + segment + n + "/24 dev " + device);
            attach(host, device);
        }

        /** Puts an interface back, with the addresses it has, and the default route through it. */
        void attach(Namespace host, String device) {
            host.ip("link set " + device + " up");
            host.ip("route replace default via " + segment + "1 dev " + device);
        }

        /** Another router behind this one, with a segment of its own. */
        Router router(String name, int n, Nat nat) {
            return new Router(host(name, n), ++routers, nat);
        }
    }

    /** Loses part of what a host receives, percent. */
    static void lose(Namespace host, int percent) {
        host.nft(
                """
                table inet loss {
                  chain in {
                    type filter hook input priority -300;
                    iifname != "lo" meta l4proto udp numgen random mod 100 < %d drop;
                  }
                }
                """
                        .formatted(percent));
    }

    private Namespace namespace(String name) {
        Namespace namespace = Namespace.create(prefix + name);
        namespaces.add(namespace);
        return namespace;
    }

    private static void bridge(Namespace namespace) {
        namespace.ip("link add br0 type bridge");
        namespace.ip("link set br0 up");
    }

    /** Joins a host to the bridge of a segment. */
    private void link(Namespace segment, Namespace host, String device) {
        String port = "port" + ++links;
        Shell.run(
                "ip link add %s netns %s type veth peer name %s netns %s"
                        .formatted(port, segment.name(), device, host.name())
                        .split(" "));
        segment.ip("link set " + port + " master br0 up");
        host.ip("link set " + device + " up");
    }

    @Override
    public void close() {
        namespaces.forEach(Namespace::delete);
    }
}
