package dev.specter.webrtc;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServerUrl;

import java.util.Locale;

/** How a TURN server is spoken to (webrtc-pc, section 4.8.1). */
public enum RtcIceServerTransportProtocol {
    /** Over UDP. */
    UDP,
    /** Over TCP. */
    TCP,
    /** Over TLS on TCP. */
    TLS;

    static RtcIceServerTransportProtocol of(IceServerUrl server) {
        if (server.transport() == IceProtocol.UDP) {
            return UDP;
        }
        return server.scheme().isSecure() ? TLS : TCP;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
