/**
 * The association itself: {@link dev.specter.sctp.assoc.Engine} takes packets apart and builds
 * them, and a class per RFC procedure does the rest: set-up, shutdown, heartbeat, stream reset.
 */
package dev.specter.sctp.assoc;
