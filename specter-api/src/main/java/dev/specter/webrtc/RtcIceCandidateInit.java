package dev.specter.webrtc;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A candidate as it crosses the signaling channel (webrtc-pc, section 4.8.1). Immutable.
 *
 * @param candidate the candidate attribute, with or without {@code candidate:} in front; empty at
 *     the end of a generation
 * @param sdpMid mid of its m-section
 * @param sdpMLineIndex index of its m-section, 0 to 65,535
 * @param usernameFragment ufrag of its generation
 */
public record RtcIceCandidateInit(
        String candidate,
        Optional<String> sdpMid,
        OptionalInt sdpMLineIndex,
        Optional<String> usernameFragment) {

    /** Refuses null. */
    public RtcIceCandidateInit {
        Objects.requireNonNull(candidate);
        Objects.requireNonNull(sdpMid);
        Objects.requireNonNull(sdpMLineIndex);
        Objects.requireNonNull(usernameFragment);
    }

    /**
     * Reads either spelling: {@code sdpMid sdpMLineIndex usernameFragment} or {@code sdp_mid
     * sdp_mline_index username_fragment}.
     *
     * @param json an object; other members are ignored
     * @return the candidate
     * @throws RtcException TypeError if it is not an object or a number is out of range
     */
    public static RtcIceCandidateInit fromJson(String json) {
        var object = Json.parseObject(json, "candidate");
        return new RtcIceCandidateInit(
                Json.text(object, "candidate").orElse(""),
                Json.text(object, "sdpMid", "sdp_mid"),
                Json.u16(object, "sdpMLineIndex", "sdp_mline_index"),
                Json.text(object, "usernameFragment", "username_fragment"));
    }

    /**
     * An object with both spellings, so that a browser and a Specter of any language can read it.
     */
    public String toJson() {
        var object = Json.object().put("candidate", candidate);
        sdpMid.ifPresentOrElse(
                mid -> object.put("sdpMid", mid).put("sdp_mid", mid),
                () -> object.putNull("sdpMid").putNull("sdp_mid"));
        if (sdpMLineIndex.isPresent()) {
            int index = sdpMLineIndex.getAsInt();
            object.put("sdpMLineIndex", index).put("sdp_mline_index", index);
        } else {
            object.putNull("sdpMLineIndex").putNull("sdp_mline_index");
        }
        usernameFragment.ifPresentOrElse(
                ufrag -> object.put("usernameFragment", ufrag).put("username_fragment", ufrag),
                () -> object.putNull("usernameFragment").putNull("username_fragment"));
        return Json.write(object);
    }
}
