/**
 * RTP header extensions (RFC 8285): a record per extension, and the map of ids to URIs that SDP's
 * {@code a=extmap} lines negotiate.
 */
package dev.specter.rtp.ext;
