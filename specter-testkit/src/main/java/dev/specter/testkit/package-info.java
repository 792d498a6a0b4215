/**
 * Tests in virtual time, without sockets, threads and clocks; the same seed gives the same run.
 *
 * <ul>
 *   <li>Two cores and the path between them: an {@link dev.specter.testkit.Endpoint} is any
 *       sans-I/O core, a {@link dev.specter.testkit.Link} is one direction of a lossy path, and a
 *       {@link dev.specter.testkit.Pair} runs two ends over two links, jumping from deadline to
 *       deadline.
 *   <li>Many hosts: a {@link dev.specter.testkit.VirtualNetwork} has {@linkplain
 *       dev.specter.testkit.VirtualHost hosts} with addresses that come and go, {@linkplain
 *       dev.specter.testkit.VirtualNat NATs} of every kind, also behind each other, {@linkplain
 *       dev.specter.testkit.VirtualSocket UDP sockets} and {@linkplain
 *       dev.specter.testkit.VirtualConnection TCP connections}.
 * </ul>
 *
 * <p>A server tells its clients what it sees of them, and a client behind a NAT learns its public
 * address:
 *
 * <pre>{@code
 * var network = new VirtualNetwork(seed, LinkProfile.PERFECT.withDelay(Duration.ofMillis(20)));
 * InetSocketAddress server = Addresses.of("203.0.113.1", 3478);
 * network.host("203.0.113.1")
 *         .bind(
 *                 server.getAddress(),
 *                 server.getPort(),
 *                 (at, from, data, nowNanos) -> at.send(from.toString().getBytes(UTF_8), from));
 *
 * VirtualHost client = network.nat(NatType.SYMMETRIC, "198.51.100.1").host("192.168.1.2");
 * var answers = new ArrayList<String>();
 * client.bind(
 *                 client.addresses().get(0),
 *                 0,
 *                 (at, from, data, nowNanos) -> answers.add(new String(data, UTF_8)))
 *         .send(new byte[1], server);
 *
 * assertTrue(
 *         network.runUntil(() -> !answers.isEmpty(), Duration.ofSeconds(1)),
 *         () -> "seed " + seed + "\n" + network.trace(20));
 * }</pre>
 */
package dev.specter.testkit;
