package dev.specter.ice.agent;

import dev.specter.ice.stun.StunClass;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** What an agent wants to send and to tell, until its owner polls. Loop-confined. */
final class Outbox {
    private final AgentCounters counters;
    private final Deque<Transmit> transmits = new ArrayDeque<>(1);
    private final Deque<AgentEvent> events = new ArrayDeque<>(1);

    Outbox(AgentCounters counters) {
        this.counters = counters;
    }

    void send(StunClass messageClass, Base base, InetSocketAddress remote, byte[] message) {
        counters.countSent(messageClass);
        transmits.add(new Transmit(base, remote, message));
    }

    void tell(AgentEvent event) {
        events.add(event);
    }

    Transmit pollTransmit() {
        return transmits.poll();
    }

    AgentEvent pollEvent() {
        return events.poll();
    }
}
