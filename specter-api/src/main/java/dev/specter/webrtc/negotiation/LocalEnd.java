package dev.specter.webrtc.negotiation;

import dev.specter.dtls.Fingerprint;
import dev.specter.webrtc.RtcRtpEncodingParameters;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What this end brings to every description: identifiers, credentials, the tables of payload types
 * and header extensions. It only grows, so that it needs no rollback.
 */
final class LocalEnd {
    final NegotiatorOptions options;
    final PayloadTypes payloadTypes = new PayloadTypes();
    final HeaderExtensions headerExtensions;
    final CodecNegotiation codecs;
    final LocalTransports transports;
    final LocalCandidates candidates = new LocalCandidates();
    final long sessionId;
    final String cname;

    /** What a stream of the peer is called that its descriptions do not name. */
    final String defaultStreamId;

    /** Every mid that a description of either end has used. */
    final Set<String> mids = new HashSet<>(2);

    final IceRestart iceRestart = new IceRestart();

    private final Set<Long> ssrcs = new HashSet<>();
    List<Fingerprint> fingerprints = List.of();
    long sessionVersion = 1;
    boolean dataRequired;

    LocalEnd(NegotiatorOptions options) {
        this.options = options;
        this.headerExtensions = new HeaderExtensions(options.mediaEngine());
        this.codecs = new CodecNegotiation(options.mediaEngine(), payloadTypes);
        this.transports = new LocalTransports(options.iceParameters(), options.random());
        // RFC 9429, section 5.2.1: 64 bits with the highest at zero.
        this.sessionId = options.random().nextLong() >>> 1;
        this.cname = RandomText.iceChars(options.random(), 16);
        this.defaultStreamId = RandomText.iceChars(options.random(), 16);
    }

    /** An SSRC that this end has not used, not 0. */
    long newSsrc() {
        RandomGenerator random = options.random();
        while (true) {
            long ssrc = random.nextInt() & 0xFFFF_FFFFL;
            if (ssrc != 0 && ssrcs.add(ssrc)) {
                return ssrc;
            }
        }
    }

    /** Gives each encoding sources of its own. */
    List<SendEncoding> sendEncodings(List<RtcRtpEncodingParameters> parameters) {
        return parameters.stream().map(p -> new SendEncoding(p, newSsrc(), newSsrc())).toList();
    }

    /** Gives each encoding sources of its own; the first goes on with those of another. */
    List<SendEncoding> sendEncodings(
            List<RtcRtpEncodingParameters> parameters, SendEncoding first) {
        var encodings = new ArrayList<SendEncoding>();
        encodings.add(first.with(parameters.get(0)));
        encodings.addAll(sendEncodings(parameters.subList(1, parameters.size())));
        return List.copyOf(encodings);
    }

    /** The smallest number that is no mid yet; it becomes one when it is used. */
    String freeMid(Set<String> alsoTaken) {
        int number = 0;
        while (mids.contains(Integer.toString(number))
                || alsoTaken.contains(Integer.toString(number))) {
            number++;
        }
        return Integer.toString(number);
    }

    /** Notes what a description, of either end, uses identifiers for. */
    void note(Description description) {
        for (MediaSection section : description.sections()) {
            section.media().mid().ifPresent(mids::add);
            if (section.mediaKind().isPresent() && !section.isRejected()) {
                List<SdpCodec> known = section.codecs();
                known.forEach(payloadTypes::note);
                SdpCodecs.payloadTypes(section.media()).forEach(payloadTypes::noteUnknown);
                headerExtensions.note(section.extMaps());
            }
        }
    }
}
