package dev.specter.rtp.ext;

import dev.specter.common.Bytes;

/** The content of a header extension element (RFC 8285), typed. */
public interface HeaderExtension {
    /** The URI under which SDP negotiates it. */
    String uri();

    /** Its data on the wire, without id and length. */
    Bytes toBytes();
}
