package dev.specter.webrtc;

import dev.specter.sctp.CloseCause;
import dev.specter.sctp.dcep.ChannelError;

import java.util.OptionalInt;

/** What breaks a data channel, as its error event tells it (webrtc-pc, sections 6.2 and 11). */
final class ChannelFailure {
    private ChannelFailure() {}

    /** A failure of the channel alone. */
    static RtcException of(String message) {
        return new RtcException(
                RtcErrorName.OPERATION_ERROR,
                message,
                RtcErrorDetail.of(RtcErrorDetailType.DATA_CHANNEL_FAILURE));
    }

    /** What the channel table tells. */
    static RtcException of(ChannelError error) {
        return switch (error.kind()) {
            case TRANSPORT -> {
                OptionalInt code =
                        error.transport().map(CloseCause::causeCode).orElse(OptionalInt.empty());
                String detail = error.transport().map(CloseCause::detail).orElse("");
                yield new RtcException(
                        RtcErrorName.OPERATION_ERROR,
                        "the SCTP association ended" + (detail.isEmpty() ? "" : ": " + detail),
                        RtcErrorDetail.sctpFailure(code));
            }
            case NO_ID -> of("no stream is left for the data channel");
            case PROTOCOL -> of("the peer broke the data channel establishment protocol");
        };
    }
}
