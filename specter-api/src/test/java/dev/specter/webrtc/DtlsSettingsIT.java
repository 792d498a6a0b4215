package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.specter.srtp.SrtpProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Optional;

/** What {@link WebRtc.Builder} says of DTLS, seen in the statistics of a call. */
@Timeout(60)
class DtlsSettingsIT {
    @ParameterizedTest
    @EnumSource
    void theAnswererTakesTheRoleOfTheOption(RtcDtlsRole role) throws Exception {
        try (var pair = new Connected(WebRtc.builder().dtlsRole(role))) {
            pair.openChannel(RtcDataChannelInit.defaults());
            assertEquals(role.toString(), transport(pair.b).dtlsRole());
            assertEquals(
                    "a=setup:" + (role == RtcDtlsRole.CLIENT ? "active" : "passive"),
                    setup(pair.b));
            assertEquals("a=setup:actpass", setup(pair.a));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachProfileCanBeDemanded(SrtpProfile profile) throws Exception {
        try (var pair = new Connected(WebRtc.builder().srtpProfiles(List.of(profile)))) {
            pair.openChannel(RtcDataChannelInit.defaults());
            assertEquals(Optional.of(profile.toString()), transport(pair.a).srtpCipher());
            assertEquals(Optional.of(profile.toString()), transport(pair.b).srtpCipher());
        }
    }

    @Test
    void profilesThatMakeNoSenseAreRefusedAtOnce() {
        WebRtc.Builder builder = WebRtc.builder();
        var twice = List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AEAD_AES_128_GCM);
        assertThrows(IllegalArgumentException.class, () -> builder.srtpProfiles(List.of()));
        assertThrows(IllegalArgumentException.class, () -> builder.srtpProfiles(twice));
    }

    private static RtcStats.Transport transport(RtcPeerConnection connection) {
        return connection.getStats().join().all(RtcStats.Transport.class).get(0);
    }

    private static String setup(RtcPeerConnection connection) {
        return connection
                .localDescription()
                .orElseThrow()
                .sdp()
                .lines()
                .filter(line -> line.startsWith("a=setup:"))
                .findFirst()
                .orElseThrow();
    }
}
