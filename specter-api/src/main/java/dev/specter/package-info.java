/**
 * The Specter surface: peer connections steered by calls that return at once and answered by
 * messages in the owner's mailbox. A thin layer over {@link dev.specter.webrtc}, for actor systems,
 * remote control, scripts and conformance tests.
 *
 * <p>{@link dev.specter.Specter#init} gives an instance; {@link dev.specter.PeerConnection} and the
 * other handles are values that carry a UUID; what happens comes as a {@link
 * dev.specter.SpecterMessage} to the owner, for example a {@link dev.specter.SpecterInbox}. {@link
 * dev.specter.PeerConnection#rtc()} leads down to everything else.
 */
package dev.specter;
