/**
 * The chain of interceptors between a peer connection's tracks and its SRTP transport: sender and
 * receiver reports, retransmission, transport-wide congestion control feedback, and whatever an
 * application adds. See {@link dev.specter.rtp.interceptor.Interceptor} for the direction of calls.
 */
package dev.specter.rtp.interceptor;
