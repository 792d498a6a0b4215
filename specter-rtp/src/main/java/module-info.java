/** RTP, RTCP, payload formats, interceptors and media files. */
module specter.rtp {
    requires transitive specter.common;

    exports dev.specter.rtp;
    exports dev.specter.rtp.codec;
    exports dev.specter.rtp.ext;
    exports dev.specter.rtp.file;
    exports dev.specter.rtp.interceptor;
    exports dev.specter.rtp.rtcp;
}
