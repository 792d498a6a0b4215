/**
 * Payload formats: H.264 (RFC 6184), VP8 (RFC 7741), Opus (RFC 7587). A {@link
 * dev.specter.rtp.codec.Packetizer} turns a frame into payloads, a {@link
 * dev.specter.rtp.codec.Depacketizer} packets into frames. Nothing is encoded or decoded here.
 */
package dev.specter.rtp.codec;
