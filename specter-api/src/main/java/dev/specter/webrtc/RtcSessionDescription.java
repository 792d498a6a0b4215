package dev.specter.webrtc;

import java.util.Objects;

/**
 * An offer or an answer (webrtc-pc, section 4.6.2). Immutable.
 *
 * @param type what the description is for
 * @param sdp the SDP text; empty for a rollback, and where an implicit description is meant
 */
public record RtcSessionDescription(RtcSdpType type, String sdp) {
    /** Refuses null. */
    public RtcSessionDescription {
        Objects.requireNonNull(type);
        Objects.requireNonNull(sdp);
    }

    /** An offer. */
    public static RtcSessionDescription offer(String sdp) {
        return new RtcSessionDescription(RtcSdpType.OFFER, sdp);
    }

    /** An answer. */
    public static RtcSessionDescription answer(String sdp) {
        return new RtcSessionDescription(RtcSdpType.ANSWER, sdp);
    }

    /**
     * Reads {@code {"type":…,"sdp":…}}.
     *
     * @param json an object; other members are ignored, a missing {@code sdp} is empty
     * @return the description
     * @throws RtcException TypeError if it is not such an object
     */
    public static RtcSessionDescription fromJson(String json) {
        var object = Json.parseObject(json, "session description");
        String type =
                Json.text(object, "type")
                        .orElseThrow(
                                () ->
                                        new RtcException(
                                                RtcErrorName.TYPE_ERROR,
                                                "session description: no type"));
        for (RtcSdpType known : RtcSdpType.values()) {
            if (known.toString().equals(type)) {
                return new RtcSessionDescription(known, Json.text(object, "sdp").orElse(""));
            }
        }
        throw new RtcException(RtcErrorName.TYPE_ERROR, "session description: type " + type);
    }

    /** Exactly {@code {"type":…,"sdp":…}}. */
    public String toJson() {
        return Json.write(Json.object().put("type", type.toString()).put("sdp", sdp));
    }
}
