package dev.specter.webrtc;

/** Which end of the DTLS handshake one is (webrtc-pc's RTCDtlsRole). */
public enum RtcDtlsRole {
    /** The end that sends the ClientHello ({@code a=setup:active}). */
    CLIENT("client"),
    /** The end that waits for it ({@code a=setup:passive}). */
    SERVER("server");

    private final String w3cName;

    RtcDtlsRole(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
