package dev.specter.testkit;

import java.time.Duration;

/**
 * How one direction of a path treats datagrams. Immutable.
 *
 * @param delay base one-way delay
 * @param jitter extra delay, uniform from zero to this; more than the spacing of datagrams reorders
 *     them
 * @param loss probability from 0 to 1 that a datagram vanishes
 * @param duplication probability from 0 to 1 that a datagram arrives twice
 * @param corruption probability from 0 to 1 that one bit of a datagram flips
 * @param mtuBytes larger datagrams vanish; a {@link Link} counts the datagram alone, a {@link
 *     VirtualNetwork} its IP and UDP headers as well
 * @param bitrateBps bits a second that get through, 0 for no limit; excess datagrams queue
 * @param queueBytes bytes that may wait for the bit rate; more vanish
 */
public record LinkProfile(
        Duration delay,
        Duration jitter,
        double loss,
        double duplication,
        double corruption,
        int mtuBytes,
        long bitrateBps,
        int queueBytes) {

    /** A path that delivers everything at once. */
    public static final LinkProfile PERFECT =
            new LinkProfile(Duration.ZERO, Duration.ZERO, 0, 0, 0, 65_535, 0, 1 << 20);

    /** The same with another delay. */
    public LinkProfile withDelay(Duration newDelay) {
        return new LinkProfile(
                newDelay, jitter, loss, duplication, corruption, mtuBytes, bitrateBps, queueBytes);
    }

    /** The same with another jitter. */
    public LinkProfile withJitter(Duration newJitter) {
        return new LinkProfile(
                delay, newJitter, loss, duplication, corruption, mtuBytes, bitrateBps, queueBytes);
    }

    /** The same with another loss probability. */
    public LinkProfile withLoss(double newLoss) {
        return new LinkProfile(
                delay, jitter, newLoss, duplication, corruption, mtuBytes, bitrateBps, queueBytes);
    }

    /** The same with another duplication probability. */
    public LinkProfile withDuplication(double newDuplication) {
        return new LinkProfile(
                delay, jitter, loss, newDuplication, corruption, mtuBytes, bitrateBps, queueBytes);
    }

    /** The same with another corruption probability. */
    public LinkProfile withCorruption(double newCorruption) {
        return new LinkProfile(
                delay, jitter, loss, duplication, newCorruption, mtuBytes, bitrateBps, queueBytes);
    }

    /** The same with another MTU. */
    public LinkProfile withMtu(int newMtuBytes) {
        return new LinkProfile(
                delay, jitter, loss, duplication, corruption, newMtuBytes, bitrateBps, queueBytes);
    }

    /** The same with another bit rate and queue. */
    public LinkProfile withBitrate(long newBitrateBps, int newQueueBytes) {
        return new LinkProfile(
                delay,
                jitter,
                loss,
                duplication,
                corruption,
                mtuBytes,
                newBitrateBps,
                newQueueBytes);
    }
}
