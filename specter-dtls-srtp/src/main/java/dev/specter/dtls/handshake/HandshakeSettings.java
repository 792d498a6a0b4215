package dev.specter.dtls.handshake;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.Fingerprint;
import dev.specter.srtp.SrtpProfile;

import java.util.List;

/**
 * What a handshake needs to know. Immutable.
 *
 * @param crypto the JDK's cryptography
 * @param certificate what we present
 * @param remoteFingerprints one of which the peer's certificate must have
 * @param srtpProfiles the preferred one first; empty to do without
 * @param timeoutMillis when to give up
 * @param resendMillis when to send a flight again, first
 */
public record HandshakeSettings(
        WebRtcTlsCrypto crypto,
        Certificate certificate,
        List<Fingerprint> remoteFingerprints,
        List<SrtpProfile> srtpProfiles,
        int timeoutMillis,
        int resendMillis) {}
