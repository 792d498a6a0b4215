package dev.specter;

import dev.specter.sdp.SdpException;
import dev.specter.sdp.SdpParser;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcSessionDescription;

import java.util.List;
import java.util.Optional;

/** Reports unparsable SDP as the surface does: by the first bad line. */
final class SdpSyntax {
    private static final String PREFIX = "SdpInvalidSyntax: ";

    private SdpSyntax() {}

    /** What is wrong with a description's SDP, if it cannot be parsed. */
    static Optional<String> error(RtcSessionDescription description) {
        try {
            SdpParser.parse(description.sdp());
            return Optional.empty();
        } catch (SdpException e) {
            return Optional.of(PREFIX + e.line());
        }
    }

    /** The reason of a description that the layer below refused. */
    static String reason(RtcSessionDescription description, Throwable error) {
        if (error instanceof RtcException e && e.sdpLineNumber().isPresent()) {
            List<String> lines = description.sdp().lines().toList();
            int index = e.sdpLineNumber().getAsInt() - 1;
            if (index >= 0 && index < lines.size()) {
                return PREFIX + lines.get(index);
            }
        }
        return Connection.reason(error);
    }
}
