/** SDP grammar and typed attributes. */
module specter.sdp {
    requires transitive specter.common;

    exports dev.specter.sdp;
    exports dev.specter.sdp.attribute;
}
