/**
 * Consent to send (RFC 7675): whether the peer still answers on the path that datagrams go on, and
 * what it means for the transport's state if it does not. No clock, no socket.
 */
package dev.specter.ice.consent;
