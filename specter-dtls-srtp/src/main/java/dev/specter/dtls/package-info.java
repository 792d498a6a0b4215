/**
 * DTLS 1.2 for WebRTC (RFC 6347, RFC 8827, RFC 8842): certificates, fingerprints, and {@link
 * dev.specter.dtls.DtlsTransport}, which turns the DTLS datagrams of one path into application data
 * and SRTP keys.
 *
 * <p>In a packet's way this package stands between the demultiplexer (RFC 7983, first byte 20 to
 * 63) and SCTP. A transport lives on one loop. Only the handshake leaves it: Bouncy Castle's
 * handshake waits for its datagrams, so it runs on a worker of a {@link
 * dev.specter.dtls.HandshakePool} and posts its result back.
 */
package dev.specter.dtls;
