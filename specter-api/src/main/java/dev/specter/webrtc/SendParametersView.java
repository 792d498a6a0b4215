package dev.specter.webrtc;

import dev.specter.webrtc.negotiation.NegotiatedCodec;
import dev.specter.webrtc.negotiation.SendEncoding;
import dev.specter.webrtc.negotiation.SendParameters;
import dev.specter.webrtc.negotiation.Transceiver;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A sender's parameters as users see them, with the transaction that joins {@code getParameters}
 * and {@code setParameters} (webrtc-pc, section 5.2, [[LastReturnedParameters]]). Thread-safe.
 */
final class SendParametersView {
    private final Transceiver model;
    private final String cname;
    private List<RtcRtpEncodingParameters> encodings;
    private SendParameters negotiated;
    private RtcRtpSendParameters lastReturned;

    SendParametersView(Transceiver model, String cname) {
        this.model = model;
        this.cname = cname;
        changed();
    }

    /** On the loop: takes over what the model has now. */
    synchronized void changed() {
        encodings = model.sendEncodings().stream().map(SendEncoding::parameters).toList();
        negotiated = model.sendParameters();
        lastReturned = null;
    }

    synchronized RtcRtpSendParameters get() {
        if (lastReturned == null) {
            lastReturned =
                    new RtcRtpSendParameters(
                            UUID.randomUUID().toString(),
                            encodings,
                            negotiated.headerExtensions(),
                            new RtcRtcpParameters(Optional.of(cname), negotiated.reducedSizeRtcp()),
                            negotiated.codecs().stream().map(NegotiatedCodec::parameters).toList());
        }
        return lastReturned;
    }

    /** The setParameters validation steps that concern what is read-only. */
    synchronized void requireCurrent(RtcRtpSendParameters given) {
        if (lastReturned == null) {
            throw new RtcException(
                    RtcErrorName.INVALID_STATE_ERROR, "parameters() was not called since a change");
        }
        if (!given.withEncodings(lastReturned.encodings()).equals(lastReturned)) {
            throw new RtcException(
                    RtcErrorName.INVALID_MODIFICATION_ERROR,
                    "only encodings of what parameters() gave last may be changed");
        }
    }
}
