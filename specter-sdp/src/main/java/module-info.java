/** SDP grammar and typed attributes. */
module specter.sdp {
    exports dev.specter.sdp;
    exports dev.specter.sdp.attribute;
}
