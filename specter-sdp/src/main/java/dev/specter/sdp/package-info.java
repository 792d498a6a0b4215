/**
 * The Session Description Protocol (RFC 8866) as WebRTC uses it. {@link dev.specter.sdp.SdpParser}
 * reads text into an immutable {@link dev.specter.sdp.SessionDescription}, {@link
 * dev.specter.sdp.SdpWriter} writes it back without loss. Nothing here knows of offers and answers;
 * {@code dev.specter.webrtc.negotiation} does.
 *
 * <pre>{@code
 * SessionDescription offer = SdpParser.parse(text);
 * for (MediaDescription media : offer.media()) {
 *     Optional<Mid> mid = media.attributes().first(Mid.class);
 *     List<Candidate> candidates = media.attributes().all(Candidate.class);
 * }
 * }</pre>
 */
package dev.specter.sdp;
