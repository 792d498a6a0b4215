/**
 * The ICE agent (RFC 8445), a protocol core: {@link dev.specter.ice.agent.IceAgent} is told what
 * arrives at which {@link dev.specter.ice.agent.Base} and when, and hands out what to send and what
 * has happened. Split by procedure: a {@code Generation} has its {@code CheckList}, sends checks by
 * its {@code CheckClient}, answers them by its {@code CheckServer}, and settles roles ({@code
 * RoleConflict}) and the pair to use ({@code Nomination}); {@code Selection} holds the pair in use
 * over all generations, and the consent to send on it. STUN comes here from the way of a packet,
 * and nothing else does.
 */
package dev.specter.ice.agent;
