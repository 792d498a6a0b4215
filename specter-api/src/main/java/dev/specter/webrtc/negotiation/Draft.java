package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;

import java.util.List;
import java.util.Map;

/**
 * An offer or answer that was made and not set, with the choices behind its text. Immutable.
 *
 * @param text the SDP
 * @param slots the m-sections it would bring about
 * @param locals our credentials of each transport in it
 */
record Draft(String text, List<Slot> slots, Map<Integer, IceParameters> locals) {
    Draft {
        slots = List.copyOf(slots);
        locals = Map.copyOf(locals);
    }
}
