package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcMediaEngine;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The payload types of one connection. All m-sections share one table, since in a BUNDLE group a
 * payload type means one codec only (RFC 9143, section 9.1.1), and a payload type keeps its meaning
 * over the connection's life (RFC 3264, section 8.3.2).
 */
final class PayloadTypes {
    private static final String RTX = "rtx/";

    private final Map<Integer, String> meanings = new HashMap<>();
    private final Map<String, Integer> types = new HashMap<>();

    /** Notes what a description uses a payload type for. */
    void note(SdpCodec codec) {
        note(codec.payloadType(), CodecMatcher.key(codec.capability()));
        codec.rtxPayloadType().ifPresent(rtx -> note(rtx, RTX + codec.payloadType()));
    }

    /** Notes a payload type that a description uses for something unknown. */
    void noteUnknown(int payloadType) {
        meanings.putIfAbsent(payloadType, "unknown");
    }

    private void note(int payloadType, String meaning) {
        String before = meanings.put(payloadType, meaning);
        if (before != null && !before.equals(meaning)) {
            types.remove(before, payloadType);
        }
        types.put(meaning, payloadType);
    }

    /**
     * The payload type of a codec: the one it has, the one it prefers, or a free one; -1 if none.
     */
    int assign(RtcMediaEngine.Codec codec) {
        return assign(CodecMatcher.key(codec.capability()), codec.preferredPayloadType());
    }

    /** The payload type of a codec's retransmissions, if one is left. */
    OptionalInt assignRtx(int payloadType) {
        OptionalInt preferred =
                payloadType < 127 ? OptionalInt.of(payloadType + 1) : OptionalInt.empty();
        int assigned = assign(RTX + payloadType, preferred);
        return assigned < 0 ? OptionalInt.empty() : OptionalInt.of(assigned);
    }

    private int assign(String meaning, OptionalInt preferred) {
        Integer known = types.get(meaning);
        if (known != null) {
            return known;
        }
        int payloadType = -1;
        if (preferred.isPresent() && !meanings.containsKey(preferred.getAsInt())) {
            payloadType = preferred.getAsInt();
        } else {
            payloadType = free(96, 127);
            if (payloadType < 0) {
                // RFC 5761, section 4: 64 to 95 would look like RTCP.
                payloadType = free(35, 63);
            }
        }
        if (payloadType >= 0) {
            note(payloadType, meaning);
        }
        return payloadType;
    }

    private int free(int from, int to) {
        for (int payloadType = from; payloadType <= to; payloadType++) {
            if (!meanings.containsKey(payloadType)) {
                return payloadType;
            }
        }
        return -1;
    }
}
