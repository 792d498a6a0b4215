/** SCTP over DTLS and data channel establishment, as a core without clock, threads or I/O. */
module specter.sctp {
    requires transitive specter.common;

    exports dev.specter.sctp;
    exports dev.specter.sctp.dcep;
}
