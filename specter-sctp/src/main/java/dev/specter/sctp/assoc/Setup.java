package dev.specter.sctp.assoc;

import dev.specter.common.BackoffTimer;
import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.CloseCause;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieAckChunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.ErrorChunk;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.IForwardTsnChunk;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.InitChunk;
import dev.specter.sctp.packet.InitFields;
import dev.specter.sctp.packet.Parameter;
import dev.specter.sctp.packet.ReConfigChunk;
import dev.specter.sctp.packet.ShutdownAckChunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Set-up of the association from either end and from both at once, and the peer's restart (RFC
 * 9260, sections 5.1 and 5.2). Loop-confined.
 */
final class Setup {
    private static final int STATE_COOKIE_TYPE = 7;
    private static final int HOST_NAME_TYPE = 11;

    /** RFC 9260, section 3.3.2: nobody may announce less. */
    private static final int MIN_WINDOW_BYTES = 1500;

    /** IPv4, IPv6, their list, ECN: recognized, and without meaning over DTLS (RFC 8261). */
    private static final List<Integer> IGNORED_TYPES = List.of(5, 6, 12, 0x8000);

    private final Engine engine;
    private final SctpOptions options;
    private final RandomGenerator random;
    private final CookieSealer sealer;
    private boolean isSignalled;

    Setup(Engine engine, SctpOptions options, RandomGenerator random) {
        this.engine = engine;
        this.options = options;
        this.random = random;
        sealer = new CookieSealer(random);
    }

    /** RFC 9260, section 5.1, step A. */
    void connect(long nowNanos) {
        if (engine.state() instanceof AssociationState.Idle) {
            sendInit(nowNanos, newT1());
        }
    }

    private BackoffTimer newT1() {
        return new BackoffTimer(options.rtoMax().toNanos());
    }

    private void sendInit(long nowNanos, BackoffTimer t1) {
        t1.start(nowNanos, options.rtoInitial().toNanos());
        engine.transition(new AssociationState.CookieWait(t1));
        sendInit();
    }

    private void sendInit(Parameter... more) {
        // RFC 9260, section 8.5.1, rule A: INIT goes out with tag 0, and alone.
        engine.outbox().reply(0, ourInit(more));
    }

    private InitChunk ourInit(Parameter... more) {
        return ourInit(options.zeroChecksum(), more);
    }

    private InitChunk ourInit(boolean isZeroChecksumOffered, Parameter... more) {
        return new InitChunk(
                ourFields(
                        engine.localTag(),
                        engine.localInitialTsn(),
                        options.outgoingStreams(),
                        isZeroChecksumOffered,
                        more));
    }

    // ---- set-up by signalling (draft-hancke-tsvwg-snap)

    /** Our INIT chunk, for the other end's description. */
    Bytes localInit() {
        InitChunk init = ourInit();
        var out = WireWriter.allocate(init.paddedSize());
        init.writeTo(out);
        return Bytes.copyOf(out.finish());
    }

    /** Both INIT chunks have been exchanged: there is nothing left to ask. */
    boolean connectWith(Bytes remoteInit, long nowNanos) {
        Optional<InitFields> fields = acceptableInit(remoteInit);
        if (fields.isEmpty() || !(engine.state() instanceof AssociationState.Idle)) {
            return false;
        }
        isSignalled = true;
        engine.establish(PeerInfo.of(fields.get(), options), nowNanos);
        return true;
    }

    boolean isSignalled() {
        return isSignalled;
    }

    /** What an INIT chunk says, if it is one, whole and acceptable. */
    static Optional<InitFields> acceptableInit(Bytes chunk) {
        try {
            WireReader in = WireReader.of(chunk);
            if (Chunk.parse(in) instanceof InitChunk init && !in.hasRemaining()) {
                return Optional.of(init.fields()).filter(fields -> problemOf(fields).isEmpty());
            }
            return Optional.empty();
        } catch (MalformedPacketException e) {
            return Optional.empty();
        }
    }

    private InitFields ourFields(
            long tag,
            long initialTsn,
            int outgoingStreams,
            boolean isZeroChecksumOffered,
            Parameter... more) {
        var chunkTypes = new ArrayList<>(List.of(ReConfigChunk.TYPE, ForwardTsnChunk.TYPE));
        if (options.interleaving()) {
            chunkTypes.addAll(List.of(IDataChunk.TYPE, IForwardTsnChunk.TYPE));
        }
        var parameters = new ArrayList<Parameter>();
        parameters.add(new Parameter.ForwardTsnSupported());
        parameters.add(new Parameter.SupportedExtensions(chunkTypes));
        if (isZeroChecksumOffered) {
            parameters.add(
                    new Parameter.ZeroChecksumAcceptable(Parameter.ZeroChecksumAcceptable.DTLS));
        }
        parameters.addAll(List.of(more));
        return new InitFields(
                tag,
                options.receiveWindowBytes(),
                outgoingStreams,
                options.incomingStreams(),
                initialTsn,
                parameters);
    }

    /** T1-init or T1-cookie is due. */
    void handleTimeout(long nowNanos) {
        if (engine.state() instanceof AssociationState.CookieWait s && s.t1().isDue(nowNanos)) {
            if (backOff(s.t1(), nowNanos)) {
                // Some stacks drop an INIT for a parameter that they do not know (ADR 36).
                engine.outbox().reply(0, ourInit(false));
            }
        } else if (engine.state() instanceof AssociationState.CookieEchoed s
                && s.t1().isDue(nowNanos)
                && backOff(s.t1(), nowNanos)) {
            engine.outbox().addFirst(new CookieEchoChunk(s.cookie()));
        }
    }

    private boolean backOff(BackoffTimer t1, long nowNanos) {
        if (t1.expirations() >= options.maxInitRetransmits()) {
            engine.close(Engine.cause(CloseCause.Kind.SETUP_FAILED, "no answer to set-up"));
            return false;
        }
        t1.backOff(nowNanos);
        return true;
    }

    // ---- INIT

    /** RFC 9260, sections 5.1 step B, 5.2.1 and 5.2.2. */
    void handleInit(InitChunk init, long nowNanos) {
        InitFields fields = init.fields();
        Optional<ErrorCause> problem = problemOf(fields);
        if (fields.initiateTag() == 0) {
            return; // RFC 9260, section 3.3.2: without an answer
        }
        if (problem.isPresent()) {
            engine.outbox()
                    .reply(fields.initiateTag(), new AbortChunk(false, List.of(problem.get())));
            return;
        }
        if (engine.state() instanceof AssociationState.ShutdownAckSent) {
            // RFC 9260, section 9.2: the peer forgot; SHUTDOWN ACK again.
            engine.outbox().add(new ShutdownAckChunk());
            return;
        }
        PeerInfo peer = PeerInfo.of(fields, options);
        boolean isNew = !engine.state().isConnected();
        boolean isEchoed = engine.state() instanceof AssociationState.CookieEchoed;
        // RFC 9260, section 5.2.1: the same tag and TSN as in our INIT; section 5.2.2: new ones.
        long localTag = isNew ? engine.localTag() : Engine.newTag(random);
        long localTsn = isNew ? engine.localInitialTsn() : random.nextInt() & 0xFFFFFFFFL;
        boolean isTied = isEchoed || !isNew;
        var cookie =
                new StateCookie(
                        nowNanos,
                        lifetimeNanos(fields),
                        localTag,
                        localTsn,
                        peer,
                        isTied ? engine.localTag() : 0,
                        isTied ? engine.peerTag() : 0);
        var parameters = new ArrayList<Parameter>();
        parameters.add(new Parameter.StateCookie(sealer.seal(cookie)));
        unrecognized(fields).forEach(p -> parameters.add(new Parameter.Unrecognized(p)));
        var more = parameters.toArray(Parameter[]::new);
        boolean isZeroChecksumOffered = options.zeroChecksum() && offersZeroChecksum(fields);
        engine.outbox()
                .reply(
                        peer.tag(),
                        new InitAckChunk(
                                // RFC 9260, section 3.3.3: no more streams than the INIT takes.
                                ourFields(
                                        localTag,
                                        localTsn,
                                        peer.outgoingStreams(),
                                        isZeroChecksumOffered,
                                        more)));
    }

    private static boolean offersZeroChecksum(InitFields fields) {
        return fields.parameters().stream()
                .anyMatch(Parameter.ZeroChecksumAcceptable.class::isInstance);
    }

    /** RFC 9260, section 3.3.2.1.3: a longer life, if it is asked for, but twice at most. */
    private long lifetimeNanos(InitFields fields) {
        long nanos = options.cookieLifetime().toNanos();
        for (Parameter parameter : fields.parameters()) {
            if (parameter instanceof Parameter.CookiePreservative wish) {
                return nanos + Math.min(nanos, wish.incrementMillis() * 1_000_000);
            }
        }
        return nanos;
    }

    private static Optional<ErrorCause> problemOf(InitFields fields) {
        boolean isInvalid =
                fields.initiateTag() == 0
                        || fields.advertisedWindowBytes() < MIN_WINDOW_BYTES
                        || fields.outboundStreams() == 0
                        || fields.inboundStreams() == 0;
        if (isInvalid) {
            return Optional.of(ErrorCause.empty(ErrorCause.INVALID_PARAMETER));
        }
        // RFC 9260, section 3.3.2.1.4: a host name is answered with an ABORT.
        return fields.parameters().stream()
                .filter(parameter -> parameter.type() == HOST_NAME_TYPE)
                .map(Parameter::toBytes)
                .map(p -> (ErrorCause) new ErrorCause.Echo(ErrorCause.UNRESOLVABLE_ADDRESS, p))
                .findFirst();
    }

    /** Parameters to be reported, up to one that stops processing (RFC 9260, section 3.2.1). */
    private static List<Bytes> unrecognized(InitFields fields) {
        var reported = new ArrayList<Bytes>();
        for (Parameter parameter : fields.parameters()) {
            if (parameter instanceof Parameter.Unknown unknown
                    && !IGNORED_TYPES.contains(unknown.type())) {
                if (unknown.isReported()) {
                    reported.add(unknown.toBytes());
                }
                if (unknown.stopsProcessing()) {
                    break;
                }
            }
        }
        return reported;
    }

    // ---- INIT ACK

    /** RFC 9260, section 5.1, step C. */
    void handleInitAck(InitAckChunk initAck, long nowNanos) {
        if (!(engine.state() instanceof AssociationState.CookieWait s)) {
            return; // RFC 9260, section 5.2.3
        }
        InitFields fields = initAck.fields();
        Optional<ErrorCause> problem = problemOf(fields);
        Optional<Bytes> cookie =
                fields.parameters().stream()
                        .filter(Parameter.StateCookie.class::isInstance)
                        .map(parameter -> ((Parameter.StateCookie) parameter).cookie())
                        .findFirst();
        if (problem.isEmpty() && cookie.isEmpty()) {
            problem = Optional.of(new ErrorCause.MissingParameters(List.of(STATE_COOKIE_TYPE)));
        }
        if (fields.initiateTag() == 0) {
            // RFC 9260, section 3.3.3: no tag of the peer's to send the ABORT under.
            long localTag = engine.localTag();
            engine.close(Engine.cause(CloseCause.Kind.SETUP_FAILED, "INIT ACK without a tag"));
            engine.outbox().reply(localTag, new AbortChunk(true, List.of(problem.get())));
            return;
        }
        if (fields.advertisedWindowBytes() < MIN_WINDOW_BYTES) {
            // RFC 9260, section 3.3.3: no change of state; T1 ends it.
            engine.outbox()
                    .reply(fields.initiateTag(), new AbortChunk(false, List.of(problem.get())));
            return;
        }
        if (problem.isPresent()) {
            engine.close(Engine.cause(CloseCause.Kind.SETUP_FAILED, "INIT ACK is not acceptable"));
            engine.outbox()
                    .reply(fields.initiateTag(), new AbortChunk(false, List.of(problem.get())));
            return;
        }
        PeerInfo peer = PeerInfo.of(fields, options);
        s.t1().start(nowNanos, options.rtoInitial().toNanos());
        engine.transition(new AssociationState.CookieEchoed(s.t1(), cookie.get(), peer));
        engine.outbox().addFirst(new CookieEchoChunk(cookie.get()));
        List<Bytes> unrecognized = unrecognized(fields);
        if (!unrecognized.isEmpty()) {
            int size = unrecognized.stream().mapToInt(Bytes::size).sum();
            if (size <= options.mtuBytes() / 4) {
                engine.outbox().answer(unrecognizedParameters(unrecognized));
            }
        }
    }

    private static ErrorChunk unrecognizedParameters(List<Bytes> parameters) {
        var causes = new ArrayList<ErrorCause>();
        for (Bytes parameter : parameters) {
            causes.add(new ErrorCause.Echo(ErrorCause.UNRECOGNIZED_PARAMETERS, parameter));
        }
        return new ErrorChunk(causes);
    }

    // ---- COOKIE ECHO

    /**
     * RFC 9260, sections 5.1.5 and 5.2.4.
     *
     * @param tag verification tag of the packet
     * @return whether the rest of the packet belongs to the association
     */
    boolean handleCookieEcho(long tag, CookieEchoChunk echo, long nowNanos) {
        Optional<StateCookie> opened = sealer.open(echo.cookie());
        if (opened.isEmpty() || opened.get().localTag() != tag) {
            return false; // RFC 9260, section 5.1.5, steps 2 and 3
        }
        StateCookie cookie = opened.get();
        boolean isLocalTag = cookie.localTag() == engine.localTag();
        boolean isPeerTag = cookie.peer().tag() == engine.peerTag();
        boolean isKnown = isLocalTag && isPeerTag && engine.peerTag() != 0;
        long ageNanos = nowNanos - cookie.createdNanos();
        long overdueNanos = ageNanos - cookie.lifetimeNanos();
        if (overdueNanos > 0 && !isKnown) {
            // RFC 9260, section 5.1.5, step 4
            long staleMicros = Math.min(overdueNanos / 1_000, 0xFFFFFFFFL);
            engine.outbox()
                    .reply(
                            cookie.peer().tag(),
                            new ErrorChunk(List.of(new ErrorCause.StaleCookie(staleMicros))));
            return false;
        }
        if (!engine.state().isConnected()) {
            // Section 5.1.5 without state, 5.2.4 actions B and D with an INIT of ours under way.
            if (!isLocalTag) {
                return false;
            }
            engine.establish(cookie.peer(), nowNanos);
        } else if (!isKnown
                && !isPeerTag
                && cookie.localTieTag() == engine.localTag()
                && cookie.peerTieTag() == engine.peerTag()) {
            return restart(cookie, nowNanos);
        } else if (!isKnown) {
            // Action C. Deviates: also action B while connected, where it would change the tag
            // under TSNs that were never agreed on; such a cookie can only be an old one.
            return false;
        }
        // Action D too: our COOKIE ACK was lost.
        engine.outbox().addFirst(new CookieAckChunk());
        return true;
    }

    /** Action A: the peer restarted. */
    private boolean restart(StateCookie cookie, long nowNanos) {
        if (engine.state() instanceof AssociationState.ShutdownAckSent) {
            engine.outbox().add(new ShutdownAckChunk());
            engine.outbox()
                    .add(
                            new ErrorChunk(
                                    List.of(
                                            ErrorCause.empty(
                                                    ErrorCause.COOKIE_WHILE_SHUTTING_DOWN))));
            return false;
        }
        engine.restart(cookie, nowNanos);
        engine.outbox().addFirst(new CookieAckChunk());
        return true;
    }

    /** RFC 9260, section 5.1, step E. */
    void handleCookieAck(long nowNanos) {
        if (engine.state() instanceof AssociationState.CookieEchoed s) {
            engine.establish(s.peer(), nowNanos);
        }
    }

    /**
     * RFC 9260, section 5.2.6: begin anew and ask for a longer life; T1 keeps its count, so that
     * this ends.
     */
    void handleStaleCookie(long stalenessMicros, long nowNanos) {
        if (engine.state() instanceof AssociationState.CookieEchoed s
                && backOff(s.t1(), nowNanos)) {
            engine.transition(new AssociationState.CookieWait(s.t1()));
            sendInit(new Parameter.CookiePreservative(stalenessMicros / 1_000 + 1));
        }
    }
}
