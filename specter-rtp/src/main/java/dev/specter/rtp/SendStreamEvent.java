package dev.specter.rtp;

/** What an {@link RtpSendStream} has to say. */
public sealed interface SendStreamEvent {
    /**
     * The receiver asks for a key frame (RFC 4585, section 6.3.1; RFC 5104, section 4.3.1).
     *
     * @param isFullIntraRequest whether it asked by FIR, not by PLI
     */
    record KeyFrameRequested(boolean isFullIntraRequest) implements SendStreamEvent {}

    /**
     * A receiver report about the stream came.
     *
     * @param report what it says
     */
    record RemoteReported(RemoteInboundReport report) implements SendStreamEvent {}
}
