/** Certificates, DTLS and SRTP: what lies between the network path and the applications. */
module specter.dtls.srtp {
    requires transitive specter.common;
    requires java.logging;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.bouncycastle.util;
    requires org.slf4j;
    requires jitsi.srtp;
    requires jitsi.utils;
    requires kotlin.stdlib; // jitsi.utils' loggers, which an automatic module cannot ask for

    exports dev.specter.dtls;
    exports dev.specter.srtp;
}
