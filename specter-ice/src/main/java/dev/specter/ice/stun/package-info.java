/**
 * STUN messages as far as ICE needs them in a form of our own (RFC 8489): the check of everything
 * that arrives before anyone acts on it ({@link dev.specter.ice.stun.StunFrame}), and the requests
 * that ask for consent ({@link dev.specter.ice.stun.StunWriter}). Knows no agent and no socket.
 */
package dev.specter.ice.stun;
