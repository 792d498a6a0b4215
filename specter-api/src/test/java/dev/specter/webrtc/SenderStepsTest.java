package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/**
 * getParameters, setParameters, replaceTrack and setStreams (webrtc-pc, section 5.2), by their
 * steps, as far as they need no connection. The steps that check encodings are in {@code
 * EncodingsTest}.
 */
class SenderStepsTest extends Unconnected {
    private final RtcSampleTrack track = track("audio/opus", "a");
    private final RtcRtpSender sender = pc.addTrack(track, "s");

    private static RtcSampleTrack track(String mimeType, String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of(mimeType), id, "stream");
    }

    private RtcRtpTransceiver transceiver() {
        return pc.transceivers().get(0);
    }

    @Test
    void getParametersSteps2And4ReturnTheSameUntilASetCompletes() {
        RtcRtpSendParameters first = sender.parameters();
        assertSame(first, sender.parameters());
        sender.setParameters(first).join();
        assertNotSame(first, sender.parameters());
        assertNotEquals(first.transactionId(), sender.parameters().transactionId());
    }

    @Test // before negotiation there is one encoding and nothing else
    void getParametersStep3HasNoCodecsBeforeNegotiation() {
        RtcRtpSendParameters parameters = sender.parameters();
        assertEquals(List.of(RtcRtpEncodingParameters.defaults()), parameters.encodings());
        assertEquals(List.of(), parameters.codecs());
        assertEquals(List.of(), parameters.headerExtensions());
    }

    @Test // which comes before step 4
    void setParametersStep4RefusesASenderThatStops() {
        RtcRtpSendParameters parameters = sender.parameters();
        transceiver().stop();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, sender.setParameters(parameters));
    }

    @Test
    void setParametersStep5NeedsGetParametersFirst() {
        RtcRtpSendParameters parameters = sender.parameters();
        sender.setParameters(parameters).join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, sender.setParameters(parameters));
    }

    @Test // whatever is read-only, transactionId too
    void setParametersStep6Dot6RefusesAChangeOfEachReadOnlyMember() {
        RtcRtpSendParameters p = sender.parameters();
        var codec = new RtcRtpCodecParameters(111, "audio/opus", 48_000, 2, "");
        var extension = new RtcRtpHeaderExtensionParameters("urn:x", 1, false);
        for (RtcRtpSendParameters wrong :
                List.of(
                        new RtcRtpSendParameters(
                                "other", p.encodings(), p.headerExtensions(), p.rtcp(), p.codecs()),
                        new RtcRtpSendParameters(
                                p.transactionId(),
                                p.encodings(),
                                List.of(extension),
                                p.rtcp(),
                                p.codecs()),
                        new RtcRtpSendParameters(
                                p.transactionId(),
                                p.encodings(),
                                p.headerExtensions(),
                                new RtcRtcpParameters(Optional.of("other"), p.rtcp().reducedSize()),
                                p.codecs()),
                        new RtcRtpSendParameters(
                                p.transactionId(),
                                p.encodings(),
                                p.headerExtensions(),
                                new RtcRtcpParameters(p.rtcp().cname(), !p.rtcp().reducedSize()),
                                p.codecs()),
                        new RtcRtpSendParameters(
                                p.transactionId(),
                                p.encodings(),
                                p.headerExtensions(),
                                p.rtcp(),
                                List.of(codec)))) {
            Events.assertFails(
                    RtcErrorName.INVALID_MODIFICATION_ERROR, sender.setParameters(wrong));
        }
        sender.setParameters(p).join();
    }

    @Test // the codec of an encoding is one of those implemented
    void setParametersStep6Dot6RefusesACodecThatIsNotImplemented() {
        RtcRtpSendParameters p = sender.parameters();
        RtcRtpEncodingParameters wrong =
                RtcRtpEncodingParameters.builder()
                        .codec(RtcRtpCodecCapability.of("audio/nothing"))
                        .build();
        Events.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                sender.setParameters(p.withEncoding(0, wrong)));
        RtcRtpEncodingParameters right =
                RtcRtpEncodingParameters.builder()
                        .codec(RtcRtpCodecCapability.of("audio/opus"))
                        .build();
        sender.setParameters(p.withEncoding(0, right)).join();
        assertEquals(List.of(right), sender.parameters().encodings());
    }

    @Test // numbers are looked at after all that is read-only
    void setParametersSteps6Dot9And6Dot10ComeAfterStep6Dot6() {
        RtcRtpSender video = pc.addTrack(track("video/VP8", "v"));
        RtcRtpSendParameters p = video.parameters();
        RtcRtpEncodingParameters small =
                RtcRtpEncodingParameters.builder().scaleResolutionDownBy(0.5).build();
        Events.assertFails(RtcErrorName.RANGE_ERROR, video.setParameters(p.withEncoding(0, small)));
        Events.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                video.setParameters(p.withEncodings(List.of(small, small))));
        assertSame(p, video.parameters(), "what fails ends no transaction");
    }

    @Test // on success
    void setParametersStep8Dot1SetsTheEncodings() {
        RtcRtpEncodingParameters off =
                RtcRtpEncodingParameters.builder().active(false).maxBitrateBps(32_000).build();
        sender.setParameters(sender.parameters().withEncoding(0, off)).join();
        assertEquals(List.of(off), sender.parameters().encodings());
    }

    @Test
    void replaceTrackStep5RefusesTheOtherKindBeforeAnythingElse() {
        transceiver().stop();
        Events.assertFails(RtcErrorName.TYPE_ERROR, sender.replaceTrack(track("video/VP8", "v")));
    }

    @Test // in its turn of the operations chain
    void replaceTrackStep6Dot1RefusesASenderThatStops() {
        transceiver().stop();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, sender.replaceTrack());
        assertEquals(Optional.of(track), sender.track());
    }

    @Test // section 4.4.1.2: nothing is chained to a connection that is closed
    void replaceTrackStep6FailsWhenClosed() {
        pc.close();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, sender.replaceTrack());
    }

    @Test // what does not send yet takes any track, and no track
    void replaceTrackStep6Dot3TakesAnyTrackBeforeNegotiation() {
        RtcSampleTrack other = track("audio/nothing", "b");
        sender.replaceTrack(other).join();
        assertEquals(Optional.of(other), sender.track());
        sender.replaceTrack().join();
        assertEquals(Optional.empty(), sender.track());
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, transceiver().direction());
    }

    @Test
    void setStreamsStep3RefusesAClosedConnection() {
        pc.close();
        assertEquals(
                RtcErrorName.INVALID_STATE_ERROR,
                assertThrows(RtcException.class, () -> sender.setStreams("s")).name());
    }

    @Test // a set, which replaces the one before
    void setStreamsSteps5And6ReplaceTheStreamsAndTakeEachOnce() {
        sender.setStreams("t", "u", "t");
        String[] sdp = pc.createOffer().join().sdp().split("\r\n");
        List<String> msids =
                List.of(sdp).stream().filter(line -> line.startsWith("a=msid:")).toList();
        assertEquals(List.of("a=msid:t a", "a=msid:u a"), msids);
        sender.setStreams();
        assertTrue(pc.createOffer().join().sdp().contains("a=msid:- a\r\n"));
    }
}
