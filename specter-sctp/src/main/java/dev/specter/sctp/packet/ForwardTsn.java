package dev.specter.sctp.packet;

import java.util.List;

/** FORWARD TSN (RFC 3758, section 3.2) or I-FORWARD-TSN (RFC 8260, section 2.3). */
public sealed interface ForwardTsn extends Chunk permits ForwardTsnChunk, IForwardTsnChunk {
    /** Everything up to it counts as received, u32. */
    long newCumulativeTsn();

    /** Streams and the last message skipped on each. */
    List<SkippedStream> skipped();
}
