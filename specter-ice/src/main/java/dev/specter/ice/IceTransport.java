package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One ICE transport (RFC 8445): gathers local candidates, checks them against the peer's, and
 * carries datagrams on the pair that works. Loop-confined: every method is called on the event
 * loop, and so is the listener.
 *
 * <p>Order of use: {@link #gather}, tell {@link #localParameters} and the candidates to the peer,
 * {@link #start} with the peer's parameters, {@link #addRemoteCandidate} as they come, before or
 * after the start. Requests that the peer sends before the start are held, bounded, and answered
 * then.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class IceTransport {
    private final EventLoop loop;
    private final IceOptions options;
    private final IceListener listener;

    /**
     * Makes a transport that has no sockets yet.
     *
     * @param loop owns the transport for life; an NIO loop
     * @param options the settings
     * @param listener told what happens
     */
    public IceTransport(EventLoop loop, IceOptions options, IceListener listener) {
        this.loop = requireNonNull(loop);
        this.options = requireNonNull(options);
        this.listener = requireNonNull(listener);
    }

    /**
     * Loads and runs what the first transport of the process would wait for otherwise. Blocks; call
     * it on a thread that may wait. Later calls return at once. Thread-safe.
     */
    public static void warmUp() {}

    /** The credentials of the current generation. */
    public IceParameters localParameters() {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens sockets and finds local candidates. Returns at once; a second call in the same
     * generation does nothing.
     */
    public void gather() {
        throw new UnsupportedOperationException();
    }

    /**
     * Begins to check pairs. Once per generation; gathers if that was not asked for before.
     *
     * @param role who nominates; a conflict is resolved as RFC 8445, section 7.3.1.1 says
     * @param remote the peer's credentials
     * @throws IllegalStateException if this generation has been started, or the transport is closed
     */
    public void start(IceRole role, IceParameters remote) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes a candidate of the peer, before or after the start, also after a failure. TCP
     * candidates, names that cannot be resolved and what exceeds {@link
     * IceOptions#maxRemoteCandidates} are counted and ignored.
     *
     * @param candidate the candidate
     */
    public void addRemoteCandidate(IceCandidate candidate) {
        throw new UnsupportedOperationException();
    }

    /** The peer has no more candidates in this generation (RFC 8838, section 8.2). */
    public void endOfRemoteCandidates() {
        throw new UnsupportedOperationException();
    }

    /**
     * Begins a new generation (RFC 8445, section 9): new local credentials, no remote candidates,
     * not started. Datagrams go on over the old pair until the new generation has one. Then {@link
     * #gather} and {@link #start} as for the first.
     *
     * @return the new local parameters
     * @throws IllegalStateException if the transport is closed
     */
    public IceParameters restart() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a datagram on the selected pair, or on the best valid one while none is selected. It
     * leaves at the next {@link #flush}.
     *
     * @param datagram array-backed, from position to limit, up to 65,507 bytes; given away
     * @return false, and counted, when there is no path
     */
    public boolean send(ByteBuffer datagram) {
        throw new UnsupportedOperationException();
    }

    /** Hands what was sent since the last call to the operating system: the end of a burst. */
    public void flush() {
        throw new UnsupportedOperationException();
    }

    /** The role, which a conflict may have changed; empty before the start. */
    public Optional<IceRole> role() {
        throw new UnsupportedOperationException();
    }

    /** The state. */
    public IceTransportState state() {
        throw new UnsupportedOperationException();
    }

    /** How far gathering has come in the current generation. */
    public IceGatheringState gatheringState() {
        throw new UnsupportedOperationException();
    }

    /** The pair that datagrams go on, that of the last generation until the current one has one. */
    public Optional<IceCandidatePair> selectedPair() {
        throw new UnsupportedOperationException();
    }

    /** The local candidates of the current generation found so far; a copy. */
    public List<IceCandidate> localCandidates() {
        throw new UnsupportedOperationException();
    }

    /** The remote candidates of the current generation taken so far; a copy. */
    public List<IceCandidate> remoteCandidates() {
        throw new UnsupportedOperationException();
    }

    /** The peer's parameters of the current generation; empty before its start. */
    public Optional<IceParameters> remoteParameters() {
        throw new UnsupportedOperationException();
    }

    /** What has been counted up to now. */
    public IceCounters counters() {
        throw new UnsupportedOperationException();
    }

    /**
     * Stops everything and closes the sockets. The state is {@link IceTransportState#CLOSED} at
     * once, and the listener hears nothing more. A second call does nothing.
     */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
