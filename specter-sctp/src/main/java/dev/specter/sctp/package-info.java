/**
 * SCTP (RFC 9260) over DTLS (RFC 8261): one {@link dev.specter.sctp.SctpAssociation} per
 * connection, told of packets, time and requests, and asked for packets, events and its next
 * deadline.
 *
 * <p>In: a decrypted datagram becomes chunks ({@code packet}), which the association hands to
 * set-up and the other control procedures ({@code assoc}), to reassembly ({@code rx}) and to the
 * send side ({@code tx}); whole messages leave as events, which {@link dev.specter.sctp.dcep} turns
 * into data channels. Out: a message waits in its stream's queue until the windows let it go, is
 * cut into DATA chunks and leaves in packets that {@code pollOutput} builds on demand, so that
 * nothing queues twice.
 */
package dev.specter.sctp;
