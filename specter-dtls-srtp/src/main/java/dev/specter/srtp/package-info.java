/**
 * SRTP and SRTCP (RFC 3711, RFC 7714): keys split from what DTLS exports (RFC 5764), packets
 * protected and unprotected in place.
 *
 * <p>In a packet's way this package stands between the demultiplexer (RFC 7983, first byte 128 to
 * 191) and the RTP packets.
 */
package dev.specter.srtp;
