package dev.specter.dtls.handshake;

import dev.specter.dtls.DtlsFailure;
import dev.specter.dtls.DtlsFailure.Reason;
import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.record.DtlsRecord;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsTimeoutException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One handshake. {@link #run} belongs to a worker and returns when the handshake has ended; the
 * other methods may be called from the loop meanwhile.
 */
public final class Handshake implements Runnable {
    private final DtlsRole role;
    private final PeerPolicy policy;
    private final RecordPipe pipe;
    private final BiConsumer<List<ByteBuffer>, HandshakeOutcome> end;
    private volatile boolean cancelled;

    /**
     * A handshake.
     *
     * @param role which end this is
     * @param settings what it needs to know
     * @param limits sizes of datagrams
     * @param flights takes the datagrams of a flight, on the worker
     * @param end takes the last datagrams and the outcome, on the worker, once
     */
    public Handshake(
            DtlsRole role,
            HandshakeSettings settings,
            Limits limits,
            Consumer<List<ByteBuffer>> flights,
            BiConsumer<List<ByteBuffer>, HandshakeOutcome> end) {
        this.role = role;
        this.policy = new PeerPolicy(settings);
        this.pipe =
                new RecordPipe(
                        limits.mtuBytes(),
                        limits.receiveLimitBytes(),
                        limits.maxQueuedBytes(),
                        flights);
        this.end = end;
    }

    /**
     * Sizes of datagrams. Immutable.
     *
     * @param mtuBytes longest datagram to send
     * @param receiveLimitBytes longest record to take
     * @param maxQueuedBytes bytes of records that may wait for the worker
     */
    public record Limits(int mtuBytes, int receiveLimitBytes, int maxQueuedBytes) {}

    /** Wakes the worker with a record; false when too much waits already. */
    public boolean offer(DtlsRecord record) {
        return pipe.offer(record);
    }

    /** Gives up: the worker returns soon, and its outcome is {@link HandshakeOutcome.Closed}. */
    public void cancel() {
        cancelled = true;
        pipe.cancel();
    }

    @Override
    public void run() {
        HandshakeOutcome outcome;
        try {
            outcome = cancelled ? new HandshakeOutcome.Closed() : connect();
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            outcome = classify(e);
        }
        end.accept(pipe.takeFlight(), outcome);
    }

    private HandshakeOutcome connect() throws IOException {
        DTLSTransport library =
                switch (role) {
                    case CLIENT ->
                            new DTLSClientProtocol().connect(new WebRtcTlsClient(policy), pipe);
                    case SERVER ->
                            new DTLSServerProtocol().accept(new WebRtcTlsServer(policy), pipe);
                };
        if (policy.remoteCertificates().encoded().isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.internal_error); // nobody was verified
        }
        return new HandshakeOutcome.Connected(
                new DtlsSession(library, pipe, policy),
                policy.remoteCertificates(),
                policy.srtpKeys(),
                policy.cipherSuite());
    }

    private HandshakeOutcome classify(Throwable e) {
        if (cancelled || policy.isCloseNotifyReceived()) {
            return new HandshakeOutcome.Closed();
        }
        Reason reason;
        if (policy.isFingerprintMismatch()) {
            reason = Reason.FINGERPRINT;
        } else if (policy.receivedAlert().isPresent()) {
            reason = Reason.PEER_ALERT;
        } else if (e instanceof TlsTimeoutException) {
            reason = Reason.TIMEOUT;
        } else if (e instanceof InterruptedIOException || !(e instanceof IOException)) {
            reason = Reason.INTERNAL;
        } else {
            reason = Reason.PROTOCOL;
        }
        return new HandshakeOutcome.Failed(
                new DtlsFailure(
                        reason, policy.sentAlert(), policy.receivedAlert(), describe(reason, e)));
    }

    private static String describe(Reason reason, Throwable e) {
        String what =
                switch (reason) {
                    case FINGERPRINT -> "the peer's certificate has no announced fingerprint";
                    case TIMEOUT -> "the handshake took too long";
                    case PEER_ALERT -> "the peer sent an alert";
                    case PROTOCOL -> "the handshake failed";
                    case INTERNAL -> "the handshake broke off";
                };
        return e.getMessage() == null ? what : what + ": " + e.getMessage();
    }
}
