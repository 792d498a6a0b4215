/**
 * RTCP (RFC 3550, 4585, 5104, 3611): a record per packet type and {@link
 * dev.specter.rtp.rtcp.RtcpCompound}, the datagram that carries them.
 */
package dev.specter.rtp.rtcp;
