package dev.specter.sctp;

import dev.specter.common.Bytes;
import dev.specter.sctp.packet.CookieAckChunk;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.InitFields;
import dev.specter.sctp.packet.Parameter;

import java.util.ArrayList;
import java.util.List;

/** A hand-made peer that knows no extensions; its tag is 0xBBBB and its first TSN 500. */
final class PlainPeer {
    static final long TAG = 0xBBBB;
    static final long INITIAL_TSN = 500;

    private PlainPeer() {}

    /** Completes the set-up that an association with tag 0xAAAA began. */
    static void answer(SctpAssociation association, Parameter... extensions) {
        answer(association, 65_535, extensions);
    }

    /** The same with fewer streams from the peer. */
    static void answer(SctpAssociation association, int streams, Parameter... extensions) {
        var parameters =
                new ArrayList<Parameter>(List.of(new Parameter.StateCookie(Bytes.ofHex("01"))));
        parameters.addAll(List.of(extensions));
        var fields = new InitFields(TAG, 1 << 20, streams, 65_535, INITIAL_TSN, parameters);
        association.handlePacket(Packets.packet(0xAAAA, new InitAckChunk(fields)), 0);
        association.pollOutput(0);
        association.handlePacket(Packets.packet(0xAAAA, new CookieAckChunk()), 0);
        if (association.state() != SctpState.CONNECTED) {
            throw new AssertionError(association.state());
        }
    }
}
