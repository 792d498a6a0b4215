/**
 * The harness round ice4j. ice4j keeps the check list, the states of its pairs, triggered checks,
 * role conflicts and nominations of one ICE generation (RFC 8445, sections 6 to 8); what it would
 * do with sockets, threads, timers and time-outs is done here instead, on the event loop: {@link
 * dev.specter.ice.agent.CheckSession} is one generation, its package-private parts replace ice4j's
 * STUN stack, its pace maker and its end of the world. No ice4j type leaves this package.
 */
package dev.specter.ice.agent;
