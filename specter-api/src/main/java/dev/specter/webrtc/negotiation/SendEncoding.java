package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpEncodingParameters;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One encoding of a sender and the streams that carry it. Immutable.
 *
 * @param parameters how it is sent
 * @param ssrc of its packets, u32
 * @param rtxSsrc of its retransmissions, u32; used where RTX was negotiated
 */
public record SendEncoding(RtcRtpEncodingParameters parameters, long ssrc, long rtxSsrc) {
    /** Checks that nothing is null. */
    public SendEncoding {
        Objects.requireNonNull(parameters, "parameters");
    }

    /** Its name among several. */
    public Optional<String> rid() {
        return parameters.rid();
    }

    SendEncoding with(RtcRtpEncodingParameters value) {
        return new SendEncoding(value, ssrc, rtxSsrc);
    }

    static List<RtcRtpEncodingParameters> parameters(List<SendEncoding> encodings) {
        return encodings.stream().map(SendEncoding::parameters).toList();
    }
}
