/** Certificates, DTLS and SRTP: what lies between the network path and the applications. */
module specter.dtls.srtp {
    requires transitive specter.common;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.bouncycastle.util;
    requires org.slf4j;

    exports dev.specter.dtls;
    exports dev.specter.srtp;
}
