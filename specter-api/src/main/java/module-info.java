/** The peer connection: {@code dev.specter.webrtc} and, above it, the Specter surface. */
module specter.api {
    requires transitive specter.common;
    requires transitive specter.dtls.srtp;
    requires transitive specter.ice;
    requires transitive specter.rtp;
    requires transitive specter.sctp;
    requires specter.sdp;
    requires transitive io.netty.transport;
    requires io.netty.common;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports dev.specter;
    exports dev.specter.webrtc;
}
