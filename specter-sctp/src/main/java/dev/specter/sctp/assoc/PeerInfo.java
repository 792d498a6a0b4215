package dev.specter.sctp.assoc;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.IForwardTsnChunk;
import dev.specter.sctp.packet.InitFields;
import dev.specter.sctp.packet.Parameter;
import dev.specter.sctp.packet.Parameter.ZeroChecksumAcceptable;
import dev.specter.sctp.packet.ReConfigChunk;

/**
 * What an INIT or INIT ACK says of the peer, and what follows for the association. Immutable.
 *
 * @param tag the peer's verification tag, u32, not 0
 * @param initialTsn the peer's first TSN, u32
 * @param windowBytes its first announced window, u32
 * @param outgoingStreams streams we may send on
 * @param incomingStreams streams the peer may send on
 * @param capabilities what both ends can: bits {@link #FORWARD_TSN} and so on
 */
record PeerInfo(
        long tag,
        long initialTsn,
        long windowBytes,
        int outgoingStreams,
        int incomingStreams,
        int capabilities) {
    static final int SIZE_BYTES = 20;

    /** The peer understands FORWARD TSN (RFC 3758). */
    static final int FORWARD_TSN = 1;

    /** The peer understands RE-CONFIG (RFC 6525). */
    static final int RECONFIG = 2;

    /** Both ends send I-DATA in place of DATA (RFC 8260). */
    static final int INTERLEAVING = 4;

    /** The peer understands I-FORWARD-TSN (RFC 8260). */
    static final int I_FORWARD_TSN = 8;

    /** Packets to the peer need no checksum (RFC 9653). */
    static final int ZERO_CHECKSUM = 16;

    static PeerInfo of(InitFields fields, SctpOptions options) {
        int capabilities = 0;
        for (Parameter parameter : fields.parameters()) {
            if (parameter instanceof Parameter.ForwardTsnSupported) {
                capabilities |= FORWARD_TSN;
            } else if (parameter instanceof Parameter.SupportedExtensions extensions) {
                var types = extensions.chunkTypes();
                capabilities |= types.contains(ForwardTsnChunk.TYPE) ? FORWARD_TSN : 0;
                capabilities |= types.contains(ReConfigChunk.TYPE) ? RECONFIG : 0;
                capabilities |= types.contains(IForwardTsnChunk.TYPE) ? I_FORWARD_TSN : 0;
                boolean interleaves = options.interleaving() && types.contains(IDataChunk.TYPE);
                capabilities |= interleaves ? INTERLEAVING : 0;
            } else if (parameter instanceof ZeroChecksumAcceptable acceptable) {
                boolean isDtls = acceptable.errorDetectionMethod() == ZeroChecksumAcceptable.DTLS;
                capabilities |= options.zeroChecksum() && isDtls ? ZERO_CHECKSUM : 0;
            }
        }
        return new PeerInfo(
                fields.initiateTag(),
                fields.initialTsn(),
                fields.advertisedWindowBytes(),
                Math.min(options.outgoingStreams(), fields.inboundStreams()),
                Math.min(options.incomingStreams(), fields.outboundStreams()),
                capabilities);
    }

    PeerInfo withIncomingStreams(int count) {
        return new PeerInfo(tag, initialTsn, windowBytes, outgoingStreams, count, capabilities);
    }

    /** Whether messages can be given up. */
    boolean canSkip() {
        return (capabilities & (isInterleaved() ? I_FORWARD_TSN : FORWARD_TSN)) != 0;
    }

    boolean isInterleaved() {
        return (capabilities & INTERLEAVING) != 0;
    }

    boolean acceptsZeroChecksum() {
        return (capabilities & ZERO_CHECKSUM) != 0;
    }

    boolean canReconfig() {
        return (capabilities & RECONFIG) != 0;
    }

    static PeerInfo parse(WireReader in) throws MalformedPacketException {
        return new PeerInfo(in.u32(), in.u32(), in.u32(), in.u16(), in.u16(), (int) in.u32());
    }

    void writeTo(WireWriter out) {
        out.u32(tag)
                .u32(initialTsn)
                .u32(windowBytes)
                .u16(outgoingStreams)
                .u16(incomingStreams)
                .u32(capabilities);
    }
}
