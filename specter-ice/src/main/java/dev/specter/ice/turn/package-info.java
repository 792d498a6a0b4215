/**
 * The TURN client: allocations, permissions and channels on a server, and what is relayed over
 * them. Sans I/O.
 */
package dev.specter.ice.turn;
