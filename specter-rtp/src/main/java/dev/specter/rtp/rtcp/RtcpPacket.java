package dev.specter.rtp.rtcp;

import dev.specter.common.WireWriter;

/**
 * One packet of an RTCP datagram (RFC 3550, section 6.1). Each type is a record; types that are not
 * known, and known ones that could not be understood, are an {@link UnknownRtcpPacket}.
 */
public sealed interface RtcpPacket
        permits ApplicationDefined,
                ExtendedReport,
                FullIntraRequest,
                GenericNack,
                Goodbye,
                PictureLossIndication,
                ReceiverEstimatedMaxBitrate,
                ReceiverReport,
                SenderReport,
                SliceLossIndication,
                SourceDescription,
                TransportFeedback,
                UnknownRtcpPacket {

    /** Bytes on the wire, header included, a multiple of 4. */
    int sizeBytes();

    /**
     * Writes the packet, header included.
     *
     * @param out a writer with room for {@link #sizeBytes()}
     */
    void writeTo(WireWriter out);
}
