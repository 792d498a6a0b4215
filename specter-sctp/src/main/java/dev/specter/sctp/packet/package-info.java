/**
 * The wire types of SCTP: packets, and a record per chunk, parameter and error cause. They know no
 * engine. Payload of {@link dev.specter.sctp.packet.DataChunk} is a view of the packet, everything
 * else is copied.
 */
package dev.specter.sctp.packet;
