package dev.specter.ice;

/** How far the gathering of local candidates has come (webrtc-pc, RTCIceGathererState). */
public enum IceGatheringState {
    /** Not begun. */
    NEW,
    /** Under way. */
    GATHERING,
    /** All local candidates of this generation are known. */
    COMPLETE
}
