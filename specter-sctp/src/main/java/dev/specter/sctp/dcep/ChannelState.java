package dev.specter.sctp.dcep;

/** State of a data channel (W3C webrtc-pc, section 6.2.1: RTCDataChannelState). */
public enum ChannelState {
    /** The association, or the identifier, is not there yet. */
    CONNECTING,
    /** Messages can be sent; {@link ChannelTable#send} takes them. */
    OPEN,
    /** Closing from either end; queued messages still leave. */
    CLOSING,
    /** Over. */
    CLOSED
}
