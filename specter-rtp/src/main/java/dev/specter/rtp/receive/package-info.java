/**
 * Reception: statistics for receiver reports (RFC 3550, appendix A), losses to ask for again (RFC
 * 4585), arrival times for transport-wide feedback, and the order of packets.
 */
package dev.specter.rtp.receive;
