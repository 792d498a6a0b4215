package dev.specter.dtls;

import dev.specter.srtp.SrtpKeys;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One DTLS 1.2 association (RFC 6347) over the datagrams of one ICE transport. Loop-confined: every
 * call and every callback happens on the loop.
 */
public final class DtlsTransport {
    /**
     * Makes a transport in state {@link DtlsTransportState#NEW}.
     *
     * @param options how it behaves
     * @param loop runs tasks one after the other, in order, on the loop
     * @param workers where the handshake runs
     * @param listener told everything, on the loop
     */
    public DtlsTransport(
            DtlsOptions options, Executor loop, HandshakePool workers, DtlsListener listener) {}

    /**
     * Starts the handshake; datagrams held so far are processed now.
     *
     * @param role which end this is
     * @param remoteFingerprints as the peer's description announces them; the peer's certificate
     *     must have one of them
     * @throws IllegalStateException when started before
     */
    public void start(DtlsRole role, Collection<Fingerprint> remoteFingerprints) {}

    /**
     * Takes a datagram from the peer. Before {@link #start} it is held, within bounds.
     *
     * @param datagram array-backed, from position to limit; owned by the transport from now on
     */
    public void handleDatagram(ByteBuffer datagram) {}

    /**
     * Sends application data in one record.
     *
     * @param applicationData 1 to {@link #maxDataBytes()} bytes, read to the end, not kept
     * @return false when the transport is not connected, or could not send
     * @throws IllegalArgumentException when too long
     */
    public boolean send(ByteBuffer applicationData) {
        return false;
    }

    /** Bytes of application data that fit into one datagram of {@link DtlsOptions#mtuBytes()}. */
    public int maxDataBytes() {
        return 0;
    }

    /**
     * Sends {@code close_notify} if connected, and goes to {@link DtlsTransportState#CLOSED}. The
     * listener is told within the call. Does nothing in a final state.
     */
    public void close() {}

    /** The state. */
    public DtlsTransportState state() {
        return DtlsTransportState.NEW;
    }

    /** Which end this is, once started. */
    public Optional<DtlsRole> role() {
        return Optional.empty();
    }

    /** The SRTP keys, when connected and a profile has been agreed on. */
    public Optional<SrtpKeys> srtpKeys() {
        return Optional.empty();
    }

    /** The peer's certificate chain, its own first; empty until verified. */
    public List<X509Certificate> remoteCertificates() {
        return List.of();
    }

    /** The agreed cipher suite as IANA names it, once connected. */
    public Optional<String> cipherSuite() {
        return Optional.empty();
    }

    /**
     * The agreed version as W3C's statistics write it: {@code FEFD} for DTLS 1.2; once connected.
     */
    public Optional<String> tlsVersion() {
        return Optional.empty();
    }

    /** What has been counted. */
    public DtlsCounters counters() {
        return new DtlsCounters(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Loads and warms what the first handshake needs, by a handshake with itself. Takes most of a
     * second on a cold machine: call it on a thread of its own. Later calls do nothing.
     */
    public static void warmUp() {}
}
