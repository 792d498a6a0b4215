package dev.specter.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.attribute.IceUfrag;
import dev.specter.sdp.attribute.Mid;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/** RFC 8866, section 9. */
class SdpParserTest {
    private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    @Test // RFC 8866, section 5
    void readsEveryKindOfLine() throws SdpException {
        String text =
                """
                v=0
                o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
                s=Call to John Smith
                i=SDP Offer #1
                u=http://www.jdoe.example.com/home.html
                e=Jane Doe <jane@jdoe.example.com>
                p=+1 617 555-6011
                c=IN IP4 198.51.100.1
                b=AS:512
                t=3724394400 3724398000
                r=604800 3600 0 90000
                z=2882844526 -1h 2898848070 0
                t=0 0
                k=prompt
                a=recvonly
                m=audio 49170 RTP/AVP 0
                m=video 49180/2 RTP/AVP 31 32
                i=pictures
                c=IN IP4 233.252.0.1/127/3
                c=IN IP4 233.252.0.4/127
                b=TIAS:64000
                k=clear:x
                a=rtpmap:99 h263-1998/90000
                """
                        .replace("\n", "\r\n");
        SessionDescription session = SdpParser.parse(text);
        assertEquals("jdoe", session.origin().username());
        assertEquals(Optional.of("SDP Offer #1"), session.information());
        assertEquals(2, session.times().size());
        assertEquals(1, session.times().get(0).repeats().size());
        assertEquals(512, session.bandwidths().get(0).value());
        MediaDescription video = session.media().get(1);
        assertEquals(2, video.portCount().orElseThrow());
        assertEquals(2, video.connections().size());
        assertEquals(text, SdpWriter.write(session));
    }

    @Test
    void takesAnOfferOfLineFeedsWithoutMediaAndWithSessionLevelIce() throws SdpException {
        String text =
                """
                v=0
                o=- 6920920643910646739 2 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=ice-ufrag:abcd
                a=ice-pwd:0123456789012345678901
                a=group:BUNDLE
                """;
        SessionDescription session = SdpParser.parse(text);
        assertTrue(session.media().isEmpty());
        assertEquals("abcd", session.attributes().first(IceUfrag.class).orElseThrow().ufrag());
        assertEquals(text.replace("\n", "\r\n"), SdpWriter.write(session));
    }

    @Test
    void theLastLineNeedsNoEndAndMayBeFollowedByEmptyOnes() throws SdpException {
        SessionDescription expected = SdpParser.parse(HEAD);
        assertEquals(expected, SdpParser.parse(HEAD.stripTrailing()));
        assertEquals(expected, SdpParser.parse(HEAD + "\r\n\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            1|v=1|version is not 0
            1|o=- 1 2 IN IP4 127.0.0.1|v= line expected
            2|o=- 1 2 IN IP4|six fields expected
            2|o=- x 2 IN IP4 127.0.0.1|session id is not a number
            3|t=0 0|s= line expected
            4|m=audio 9 RTP/AVP 0|t= line expected
            4|t=0|start and stop time expected
            5|hello|not of the form x=value
            5|A=b|not of the form x=value
            5|o=- 1 2 IN IP4 127.0.0.1|line is out of place
            5|a=|attribute name is not a token
            5|a=mid:|a=mid: id is missing
            5|a=rtpmap:200 VP8/90000|a=rtpmap: payload type is not between 0 and 127
            5|a=candidate:1 1 udp x|a=candidate: priority is not a number
            5|a=setup:perhaps|a=setup: role is unknown
            5|m=audio 70000 RTP/AVP 0|number is larger than 65535
            5|m=audio 9 RTP/AVP|media, port, protocol and formats expected
            5|m=audio  9 RTP/AVP 0|empty field
            """)
    void namesLineAndReason(int lineNumber, String line, String reason) {
        String[] lines = HEAD.split("\r\n");
        var text = new StringBuilder();
        for (int i = 0; i < lineNumber - 1; i++) {
            text.append(lines[i]).append("\r\n");
        }
        text.append(line).append("\r\na=after\r\n");
        SdpException e = assertThrows(SdpException.class, () -> SdpParser.parse(text.toString()));
        assertEquals(lineNumber, e.lineNumber());
        assertEquals(line, e.line());
        assertEquals(reason, e.reason());
        assertTrue(e.getMessage().contains(reason) && e.getMessage().contains(line));
    }

    @Test
    void namesTheLineThatIsMissingAtTheEnd() {
        SdpException e = assertThrows(SdpException.class, () -> SdpParser.parse("v=0\r\n"));
        assertEquals(2, e.lineNumber());
        assertEquals("", e.line());
        assertEquals(1, assertThrows(SdpException.class, () -> SdpParser.parse("")).lineNumber());
    }

    @Test
    void refusesBareCarriageReturnsAndNul() {
        assertThrows(SdpException.class, () -> SdpParser.parse(HEAD + "a=x:a\rb\r\n"));
        assertThrows(SdpException.class, () -> SdpParser.parse(HEAD + "a=x:a\0b\r\n"));
        assertThrows(SdpException.class, () -> SdpParser.parse(HEAD + "\r\na=x\r\n"));
    }

    @Test
    void limitsSizeLinesAndSections() throws SdpException {
        var limits = new SdpLimits(400, 8, 60, 2);
        String section = "m=audio 9 RTP/AVP 0\r\n";
        SdpParser.parse(HEAD + section + section, limits);
        assertEquals(7, failure(HEAD + section.repeat(3), limits).lineNumber());
        assertEquals(9, failure(HEAD + "a=x\r\n".repeat(5), limits).lineNumber());
        assertEquals(5, failure(HEAD + "a=" + "x".repeat(60) + "\r\n", limits).lineNumber());
        assertEquals(1, failure("x".repeat(401), limits).lineNumber());
    }

    private static SdpException failure(String text, SdpLimits limits) {
        return assertThrows(SdpException.class, () -> SdpParser.parse(text, limits));
    }

    @Test
    void keepsWhatIsWrittenOtherwiseThanCanonical() throws SdpException {
        String text =
                HEAD
                        + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
                        + "a=fingerprint:SHA-256 ab:cd\r\n"
                        + "a=rtpmap:0  PCMU/8000/1\r\n"
                        + "a=mid:x\r\n"
                        + "a=strange: :: \r\n";
        SessionDescription session = SdpParser.parse(text);
        assertEquals(text, SdpWriter.write(session));
        MediaDescription changed =
                session.media().get(0).toBuilder()
                        .attributes(
                                session.media().get(0).attributes().toBuilder()
                                        .replace(Mid.class, m -> new Mid("y"))
                                        .build())
                        .build();
        assertEquals(
                text.replace("a=mid:x", "a=mid:y"),
                SdpWriter.write(session.toBuilder().media(java.util.List.of(changed)).build()));
    }

    @Test
    void secretsStayOutOfToString() throws SdpException {
        SessionDescription session = SdpParser.parse(HEAD + "a=ice-pwd:0123456789012345678901\r\n");
        assertEquals("[IcePwd[redacted]]", session.attributes().toString());
    }
}
