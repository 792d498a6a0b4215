package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.webrtc.loop.Effects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The states of a connection from those of its transports (webrtc-pc, sections 4.3.2 to 4.3.4). */
class ConnectionStatesTest {
    /** Transports as "ice/dtls ice/dtls". */
    private static List<RtcDtlsTransport> transports(String text) {
        var transports = new ArrayList<RtcDtlsTransport>();
        for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] states = each.toUpperCase(Locale.ROOT).split("/");
            var dtls = new RtcDtlsTransport(new RtcIceTransport());
            dtls.iceTransport().state(RtcIceTransportState.valueOf(states[0]), new Effects());
            dtls.state(RtcDtlsTransportState.valueOf(states[1]), new Effects());
            transports.add(dtls);
        }
        return transports;
    }

    @ParameterizedTest // section 4.3.3: the first line that holds
    @CsvSource({
        "'', new",
        "new/new, new",
        "new/new closed/closed, new",
        "failed/connected connected/connected, failed",
        "connected/failed disconnected/connected, failed",
        "disconnected/connected checking/new, disconnected",
        "new/new connected/connected, connecting",
        "checking/new, connecting",
        "connected/connecting, connecting",
        "connected/new completed/connected, connecting",
        "connected/connected completed/connected, connected",
        "completed/connected closed/closed, connected",
    })
    void connectionState(String transports, String expected) {
        assertEquals(expected, ConnectionStates.connectionState(transports(transports)).toString());
    }

    @ParameterizedTest // section 4.3.4: the first line that holds
    @CsvSource({
        "'', new",
        "new/new closed/closed, new",
        "failed/new disconnected/new, failed",
        "disconnected/connected checking/new, disconnected",
        "new/new connected/connected, checking",
        "checking/new completed/connected, checking",
        "connected/connected completed/connected, connected",
        "completed/connected, completed",
        "completed/connected closed/closed, completed",
    })
    void iceConnectionState(String transports, String expected) {
        assertEquals(
                expected, ConnectionStates.iceConnectionState(transports(transports)).toString());
    }

    @Test // section 4.3.2
    void iceGatheringState() {
        List<RtcDtlsTransport> two = transports("new/new new/new");
        assertEquals(RtcIceGatheringState.NEW, ConnectionStates.iceGatheringState(List.of()));
        assertEquals(RtcIceGatheringState.NEW, ConnectionStates.iceGatheringState(two));
        two.get(0).iceTransport().gatheringState(RtcIceGatheringState.GATHERING, new Effects());
        assertEquals(RtcIceGatheringState.GATHERING, ConnectionStates.iceGatheringState(two));
        two.get(0).iceTransport().gatheringState(RtcIceGatheringState.COMPLETE, new Effects());
        assertEquals(RtcIceGatheringState.NEW, ConnectionStates.iceGatheringState(two));
        two.get(1).iceTransport().gatheringState(RtcIceGatheringState.COMPLETE, new Effects());
        assertEquals(RtcIceGatheringState.COMPLETE, ConnectionStates.iceGatheringState(two));
    }
}
