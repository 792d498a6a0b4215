/**
 * JSEP (RFC 9429) and the description algorithms of webrtc-pc, as a core: no loop, no futures, no
 * sockets. {@link dev.specter.webrtc.negotiation.Negotiator} makes offers and answers, takes
 * descriptions, and says in an {@link dev.specter.webrtc.negotiation.Outcome} what their owner must
 * do: which transports to make, start or close, where data channels go, which tracks came or went.
 * Internal.
 */
package dev.specter.webrtc.negotiation;
