package dev.specter.webrtc;

/** Priority of a channel or an encoding (webrtc-priority, section 3; RFC 8831, section 6.4). */
public enum RtcPriorityType {
    /** A quarter of the weight of medium. */
    VERY_LOW("very-low"),

    /** Half the weight of medium. */
    LOW("low"),

    /** Twice the weight of low. */
    MEDIUM("medium"),

    /** Four times the weight of low. */
    HIGH("high");

    private final String w3cName;

    RtcPriorityType(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
