package dev.specter.rtp.rtcp;

import dev.specter.common.WireWriter;

/** The four bytes in front of every RTCP packet (RFC 3550, section 6.4.1), and its type numbers. */
final class RtcpHeader {
    static final int SIZE_BYTES = 4;

    static final int SR = 200;
    static final int RR = 201;
    static final int SDES = 202;
    static final int BYE = 203;
    static final int APP = 204;
    static final int RTPFB = 205; // RFC 4585
    static final int PSFB = 206; // RFC 4585
    static final int XR = 207; // RFC 3611

    static final int FMT_NACK = 1; // RTPFB, RFC 4585
    static final int FMT_TRANSPORT_CC =
            15; // RTPFB, draft-holmer-rmcat-transport-wide-cc-extensions
    static final int FMT_PLI = 1; // PSFB, RFC 4585
    static final int FMT_SLI = 2; // PSFB, RFC 4585
    static final int FMT_FIR = 4; // PSFB, RFC 5104
    static final int FMT_AFB = 15; // PSFB, RFC 4585: application layer feedback, REMB in it

    private RtcpHeader() {}

    /**
     * Writes the header.
     *
     * @param count the 5 bits behind version and padding: a count or a feedback format
     * @param type the packet type
     * @param sizeBytes of the whole packet, a multiple of 4
     */
    static void write(WireWriter out, int count, int type, int sizeBytes) {
        out.u8(0x80 | count).u8(type).u16(sizeBytes / 4 - 1);
    }
}
