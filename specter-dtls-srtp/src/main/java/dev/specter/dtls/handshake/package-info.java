/**
 * The edge: Bouncy Castle's DTLS protocol, the peers that it asks for decisions, and the pipe
 * through which its records go. This is the one package that knows the library; all of it that may
 * wait runs on a worker.
 */
package dev.specter.dtls.handshake;
