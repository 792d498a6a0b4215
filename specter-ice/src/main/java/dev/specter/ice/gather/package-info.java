/**
 * Finds candidates: those of the sockets it is told of, those that STUN servers see, and those on
 * TURN servers, which it keeps alive. Sans I/O.
 */
package dev.specter.ice.gather;
