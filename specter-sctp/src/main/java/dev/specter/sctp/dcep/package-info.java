/**
 * Data channels (RFC 8831) and their establishment protocol (RFC 8832) over one SCTP association:
 * {@link dev.specter.sctp.dcep.ChannelTable} owns the association and is what a connection drives.
 */
package dev.specter.sctp.dcep;
