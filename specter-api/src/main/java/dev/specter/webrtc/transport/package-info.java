/**
 * The transports of a connection joined together: ICE, demultiplexing, DTLS and SRTP of one BUNDLE
 * group in {@link dev.specter.webrtc.transport.TransportStack}. Internal, loop-confined.
 */
package dev.specter.webrtc.transport;
