package dev.specter.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.specter.srtp.jitsi.JdkCiphersOnly;
import dev.specter.srtp.jitsi.SilentLogger;

import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.HmacSha1;
import org.jitsi.srtp.crypto.JitsiOpenSslProvider;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

class NoNativeLibraryTest {
    private static final Path MAPS = Path.of("/proc/self/maps");

    @Test
    void noNativeLibraryOfSrtpIsEverMapped() throws IOException {
        assumeTrue(Files.isReadable(MAPS), "no /proc here");
        for (SrtpProfile profile : SrtpProfile.values()) {
            exercise(profile);
        }
        List<String> libraries =
                Files.readAllLines(MAPS).stream()
                        .filter(line -> line.contains("/"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .collect(Collectors.toList());
        assertTrue(libraries.stream().anyMatch(l -> l.contains("libjvm")), "the map is readable");
        assertEquals(
                List.of(),
                libraries.stream()
                        .filter(
                                l ->
                                        l.contains("jitsi")
                                                || l.contains("jna")
                                                || l.contains("libcrypto")
                                                || l.contains("libssl"))
                        .filter(l -> !l.endsWith(".jar"))
                        .collect(Collectors.toList()));
    }

    @Test
    void theLibraryTakesItsCiphersFromTheJdk() {
        JdkCiphersOnly.ensure();
        assertFalse(JitsiOpenSslProvider.isLoaded());
        for (String mode : List.of("CTR", "GCM", "ECB")) {
            assertEquals(
                    "SunJCE",
                    Aes.createCipher("AES/" + mode + "/NoPadding").getProvider().getName());
        }
        assertEquals("SunJCE", HmacSha1.createMac(SilentLogger.INSTANCE).getProvider().getName());
    }

    private static void exercise(SrtpProfile profile) {
        byte[] material = new byte[profile.keyingMaterialBytes()];
        var client = new SrtpTransport(SrtpKeys.ofClient(profile, material));
        var server = new SrtpTransport(SrtpKeys.ofServer(profile, material));
        var rtp = ByteBuffer.allocate(200).put(0, (byte) 0x80).limit(100);
        assertTrue(client.protectRtp(rtp) && server.unprotectRtp(rtp));
        var rtcp = ByteBuffer.allocate(200).put(0, (byte) 0x80).limit(28);
        assertTrue(client.protectRtcp(rtcp) && server.unprotectRtcp(rtcp));
    }
}
