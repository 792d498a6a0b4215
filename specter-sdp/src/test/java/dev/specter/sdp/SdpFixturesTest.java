package dev.specter.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.attribute.Candidate;
import dev.specter.sdp.attribute.Mid;
import dev.specter.sdp.attribute.SdpAttribute;
import dev.specter.sdp.attribute.Simulcast;
import dev.specter.sdp.attribute.UnknownAttribute;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Every description that the browsers wrote. */
class SdpFixturesTest {
    static List<Path> descriptions() {
        return Fixtures.files(".sdp");
    }

    static List<Path> candidates() {
        return Fixtures.files(".jsonl");
    }

    @Test
    void thereAreAllFixtures() {
        assertEquals(163, descriptions().size());
        assertEquals(8, candidates().size());
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void isReadAndWrittenBackByteForByte(Path file) throws SdpException {
        String text = Fixtures.read(file);
        assertTrue(text.contains("\r\n"), "fixture lost its line ends");
        assertEquals(text, SdpWriter.write(SdpParser.parse(text)));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void readsTheSameWithLineFeedsOnly(Path file) throws SdpException {
        String text = Fixtures.read(file);
        assertEquals(SdpParser.parse(text), SdpParser.parse(text.replace("\r\n", "\n")));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void equalsItsRebuiltSelf(Path file) throws SdpException {
        SessionDescription description = SdpParser.parse(Fixtures.read(file));
        var rebuilt = description.toBuilder().media(List.of());
        description.media().forEach(m -> rebuilt.media(m.toBuilder().build()));
        assertEquals(description, rebuilt.build());
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void everyRecordWritesTheLineItWasReadFrom(Path file) throws SdpException {
        SessionDescription description = SdpParser.parse(Fixtures.read(file));
        assertCanonical(description.attributes());
        for (MediaDescription media : description.media()) {
            assertTrue(media.attributes().has(Mid.class));
            assertCanonical(media.attributes());
        }
    }

    private static void assertCanonical(Attributes attributes) {
        for (int i = 0; i < attributes.list().size(); i++) {
            SdpAttribute attribute = attributes.list().get(i);
            String written = attributes.texts().get(i);
            // Firefox writes msid-semantic without the space that Chromium and we write.
            if (!written.startsWith("msid-semantic:WMS")) {
                assertEquals(written, attribute.attributeText());
            }
        }
    }

    @Test
    void onlyAttributesOutsideWebRtcHaveNoRecord() throws SdpException {
        Set<String> unknown = new TreeSet<>();
        for (Path file : descriptions()) {
            SessionDescription description = SdpParser.parse(Fixtures.read(file));
            for (MediaDescription media : description.media()) {
                media.attributes().all(UnknownAttribute.class).forEach(a -> unknown.add(a.name()));
            }
            assertFalse(description.attributes().has(UnknownAttribute.class));
        }
        assertEquals(Set.of("rtcp-xr"), unknown);
    }

    @Test
    void simulcastOffersHaveThreeStreams() throws SdpException {
        for (Path file : Fixtures.files("offer-video-simulcast-3-rids.sdp")) {
            MediaDescription video = SdpParser.parse(Fixtures.read(file)).media().get(0);
            Simulcast simulcast = video.attributes().first(Simulcast.class).orElseThrow();
            assertEquals(3, simulcast.send().size());
            assertTrue(simulcast.recv().isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("candidates")
    void signaledCandidatesAreReadAndWrittenBack(Path file) throws Exception {
        var matcher = Pattern.compile("\"candidate\":\"([^\"]+)\"").matcher(Fixtures.read(file));
        int count = 0;
        while (matcher.find()) {
            Candidate candidate = Candidate.parse(matcher.group(1));
            assertEquals(matcher.group(1), candidate.attributeText());
            assertEquals("host", candidate.type());
            count++;
        }
        assertTrue(count >= 2, "candidates: " + count);
    }
}
