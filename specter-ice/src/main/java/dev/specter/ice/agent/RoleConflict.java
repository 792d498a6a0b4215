package dev.specter.ice.agent;

import dev.specter.ice.IceRole;
import dev.specter.ice.stun.StunFrame;

import java.util.random.RandomGenerator;

/**
 * Our role in one generation, and what settles it when both agents believe to have the same (RFC
 * 8445, sections 6.1.1, 7.2.5.1 and 7.3.1.1). Loop-confined.
 */
final class RoleConflict {
    /** What a request says about the roles. */
    enum Verdict {
        /** They differ, as they should. */
        NONE,
        /** They were equal, and ours has been turned round. */
        SWITCHED,
        /** They are equal, and the peer has to give way: 487. */
        REFUSE
    }

    private final RandomGenerator random;
    private IceRole role = IceRole.CONTROLLED;
    private boolean fixed;
    private long tieBreaker;

    RoleConflict(RandomGenerator random) {
        this.random = random;
        tieBreaker = random.nextLong();
    }

    /**
     * Sets the role to begin with.
     *
     * @param given the role
     * @param settled whether it follows from one agent being lite, so that nothing can change it
     */
    void begin(IceRole given, boolean settled) {
        role = given;
        fixed = settled;
    }

    /** RFC 8445, section 7.3.1.1. */
    Verdict handleRequest(StunFrame request) {
        boolean controlling = role == IceRole.CONTROLLING;
        boolean same = controlling ? request.isFromControlling() : request.isFromControlled();
        if (!same || fixed) {
            return Verdict.NONE;
        }
        boolean larger = Long.compareUnsigned(tieBreaker, request.tieBreaker()) >= 0;
        if (larger == controlling) {
            return Verdict.REFUSE;
        }
        turn();
        return Verdict.SWITCHED;
    }

    /**
     * RFC 8445, section 7.2.5.1: the peer has refused a check that spoke of our present role.
     *
     * @return whether it has been turned round
     */
    boolean handleRefusal() {
        if (fixed) {
            return false;
        }
        turn();
        tieBreaker = random.nextLong();
        return true;
    }

    private void turn() {
        role = role == IceRole.CONTROLLING ? IceRole.CONTROLLED : IceRole.CONTROLLING;
    }

    IceRole role() {
        return role;
    }

    boolean isControlling() {
        return role == IceRole.CONTROLLING;
    }

    long tieBreaker() {
        return tieBreaker;
    }
}
