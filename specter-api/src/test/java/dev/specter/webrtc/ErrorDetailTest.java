package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** RTCError (webrtc-pc, section 11). */
class ErrorDetailTest {
    @ParameterizedTest // section 11.3
    @EnumSource
    void everyTypeHasItsW3cString(RtcErrorDetailType type) {
        assertEquals(type, RtcErrorDetailType.of(type.toString()));
        RtcErrorDetail detail = RtcErrorDetail.of(type);
        assertEquals(type, detail.type());
        assertEquals(OptionalInt.empty(), detail.sdpLineNumber());
        assertEquals(OptionalInt.empty(), detail.sctpCauseCode());
        assertEquals(OptionalLong.empty(), detail.receivedAlert());
        assertEquals(OptionalLong.empty(), detail.sentAlert());
    }

    @Test
    void otherStringsAreNoTypes() {
        for (String wrong : new String[] {"", "invalid-error-detail", "DTLS-FAILURE"}) {
            assertThrows(IllegalArgumentException.class, () -> RtcErrorDetailType.of(wrong));
        }
    }

    @Test // section 11.2
    void anErrorTellsItsNameMessageAndDetail() {
        var error =
                new RtcException(
                        RtcErrorName.OPERATION_ERROR,
                        "some message",
                        RtcErrorDetail.dtlsFailure(OptionalLong.of(40), OptionalLong.empty()));
        assertEquals("OperationError", error.name().toString());
        assertEquals("some message", error.getMessage());
        assertEquals(OptionalInt.empty(), error.sdpLineNumber());
        RtcErrorDetail detail = error.errorDetail().orElseThrow();
        assertEquals("dtls-failure", detail.type().toString());
        assertEquals(OptionalLong.of(40), detail.receivedAlert());
        assertEquals(OptionalLong.empty(), detail.sentAlert());
        assertEquals(
                Optional.empty(), new RtcException(RtcErrorName.TYPE_ERROR, "x").errorDetail());
    }

    @Test
    void lineAndCauseBelongToTheirTypes() {
        RtcErrorDetail line = RtcErrorDetail.sdpSyntaxError(7);
        assertEquals("sdp-syntax-error", line.type().toString());
        assertEquals(
                OptionalInt.of(7),
                new RtcException(RtcErrorName.OPERATION_ERROR, "", line).sdpLineNumber());
        RtcErrorDetail cause = RtcErrorDetail.sctpFailure(OptionalInt.of(12));
        assertEquals("sctp-failure", cause.type().toString());
        assertEquals(OptionalInt.of(12), cause.sctpCauseCode());
    }
}
