/**
 * RTP packets (RFC 3550) and the streams made of them.
 *
 * <p>Out: {@link dev.specter.rtp.RtpSendStream} cuts frames into {@link dev.specter.rtp.RtpPacket}s
 * by a {@link dev.specter.rtp.codec.Packetizer} and gives them to the {@link
 * dev.specter.rtp.interceptor.InterceptorChain}, which hands them to SRTP. In: what SRTP has
 * unprotected is parsed by {@link dev.specter.rtp.RtpPacket#parse}, passes the chain the other way
 * and reaches a track, as packets or through a {@link dev.specter.rtp.codec.Depacketizer} as
 * frames.
 */
package dev.specter.rtp;
