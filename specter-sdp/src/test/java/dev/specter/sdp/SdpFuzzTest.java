package dev.specter.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.nio.charset.StandardCharsets;

/** Any text as a session description: refused with a line, or written and read as the same. */
class SdpFuzzTest {
    @FuzzTest
    void description(byte[] data) throws SdpException {
        String text = new String(data, StandardCharsets.UTF_8);
        SessionDescription description;
        try {
            description = SdpParser.parse(text);
        } catch (SdpException e) {
            assertTrue(e.lineNumber() >= 1);
            assertFalse(e.reason().isEmpty());
            return;
        }
        String written = SdpWriter.write(description);
        assertEquals(description, SdpParser.parse(written));
        assertEquals(written, SdpWriter.write(SdpParser.parse(written)));
        // Reading more of the same gives no more than so much more.
        assertTrue(written.length() <= 4 * text.length() + 100, "writing makes it grow");
    }
}
