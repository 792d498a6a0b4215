package dev.specter.ice.gather;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.agent.Base;

import java.net.InetSocketAddress;

/** An address on a TURN server. What is sent from it goes through {@link Gatherer#send}. */
final class RelayedBase implements Base {
    private final RelayTask task;
    private final InetSocketAddress address;

    private final int order;

    RelayedBase(RelayTask task, InetSocketAddress address, int order) {
        this.task = task;
        this.address = address;
        this.order = order;
    }

    @Override
    public IceProtocol protocol() {
        return IceProtocol.UDP;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    /** Its place among those of one allocation. */
    int order() {
        return order;
    }

    RelayTask task() {
        return task;
    }

    @Override
    public String toString() {
        return "RelayedBase[" + address + "]";
    }
}
