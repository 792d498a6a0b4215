package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * What the end that answers an INIT must know later, kept by the other end (RFC 9260, section
 * 5.1.3). Immutable.
 *
 * @param createdNanos when it was made
 * @param lifetimeNanos how long it is good
 * @param localTag our verification tag
 * @param localInitialTsn our first TSN
 * @param peer what the INIT said
 * @param localTieTag our tag of the association that existed then, or 0
 * @param peerTieTag the peer's tag of that association, or 0
 */
record StateCookie(
        long createdNanos,
        long lifetimeNanos,
        long localTag,
        long localInitialTsn,
        PeerInfo peer,
        long localTieTag,
        long peerTieTag) {
    static final int SIZE_BYTES = 32 + PeerInfo.SIZE_BYTES;

    Bytes toBytes() {
        var out = WireWriter.allocate(SIZE_BYTES);
        out.u64(createdNanos).u64(lifetimeNanos);
        out.u32(localTag).u32(localInitialTsn).u32(localTieTag).u32(peerTieTag);
        peer.writeTo(out);
        return Bytes.copyOf(out.finish());
    }

    static StateCookie parse(Bytes bytes) throws MalformedPacketException {
        WireReader in = WireReader.of(bytes);
        long createdNanos = in.u64();
        long lifetimeNanos = in.u64();
        long localTag = in.u32();
        long localInitialTsn = in.u32();
        long localTieTag = in.u32();
        long peerTieTag = in.u32();
        return new StateCookie(
                createdNanos,
                lifetimeNanos,
                localTag,
                localInitialTsn,
                PeerInfo.parse(in),
                localTieTag,
                peerTieTag);
    }
}
