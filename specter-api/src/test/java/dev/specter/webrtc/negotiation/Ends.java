package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.dtls.Fingerprint;
import dev.specter.sdp.SdpException;
import dev.specter.sdp.SdpParser;
import dev.specter.sdp.SdpWriter;
import dev.specter.sdp.SessionDescription;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpEncodingParameters;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Makes negotiators and lets them exchange descriptions. */
final class Ends {
    private Ends() {}

    static Negotiator end(long seed) {
        return end(seed, UnaryOperator.identity());
    }

    static Negotiator end(long seed, UnaryOperator<NegotiatorOptions> change) {
        var options = NegotiatorOptions.defaults(new SplittableRandom(seed));
        var negotiator = new Negotiator(change.apply(options));
        String hash = "%02X".formatted(seed & 0xFF) + ":AB".repeat(31);
        negotiator.setLocalFingerprints(List.of(new Fingerprint("sha-256", hash)));
        return negotiator;
    }

    /** A transceiver of video that sends a layer for each of these names. */
    static Transceiver addLayers(Negotiator end, String... rids) {
        return end.addTransceiver(
                RtcMediaKind.VIDEO,
                RtcRtpTransceiverDirection.SENDRECV,
                SenderSettings.of("v", List.of("s")),
                Stream.of(rids).map(RtcRtpEncodingParameters::of).toList());
    }

    /** The names of the layers that it sends. */
    static List<String> rids(Transceiver transceiver) {
        return transceiver.sendEncodings().stream().flatMap(e -> e.rid().stream()).toList();
    }

    /** What the four steps of an exchange brought about. */
    record Exchange(
            String offer,
            String answer,
            Outcome localOffer,
            Outcome remoteOffer,
            Outcome localAnswer,
            Outcome remoteAnswer) {}

    /** One whole exchange; both ends are stable afterwards. */
    static Exchange exchange(Negotiator offerer, Negotiator answerer) {
        return exchange(offerer, answerer, OfferSettings.defaults());
    }

    static Exchange exchange(Negotiator offerer, Negotiator answerer, OfferSettings settings) {
        String offer = offerer.createOffer(settings);
        assertReadsBack(offer);
        Outcome localOffer = offerer.setLocalDescription(RtcSdpType.OFFER, offer);
        Outcome remoteOffer = answerer.setRemoteDescription(RtcSdpType.OFFER, offer);
        String answer = answerer.createAnswer(OfferSettings.defaults());
        assertReadsBack(answer);
        Outcome localAnswer = answerer.setLocalDescription(RtcSdpType.ANSWER, answer);
        Outcome remoteAnswer = offerer.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, offerer.signalingState());
        assertEquals(RtcSignalingState.STABLE, answerer.signalingState());
        return new Exchange(offer, answer, localOffer, remoteOffer, localAnswer, remoteAnswer);
    }

    static SessionDescription parse(String sdp) {
        try {
            return SdpParser.parse(sdp);
        } catch (SdpException e) {
            throw new AssertionError(sdp, e);
        }
    }

    static void assertReadsBack(String sdp) {
        assertEquals(sdp, SdpWriter.write(parse(sdp)));
    }

    static RtcException assertFails(RtcErrorName name, Executable call) {
        RtcException e = Assertions.assertThrows(RtcException.class, call);
        assertEquals(name, e.name(), e.getMessage());
        return e;
    }
}
