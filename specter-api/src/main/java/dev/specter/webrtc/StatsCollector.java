package dev.specter.webrtc;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceCheckedPair;
import dev.specter.ice.IceCounters;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceRoundTrips;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.IceTransport;
import dev.specter.sctp.SctpAssociation;
import dev.specter.sctp.SctpPathMetrics;
import dev.specter.webrtc.transport.TransportCounters;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Makes a statistics report of one connection. Loop-confined. */
final class StatsCollector {
    private static final double NANOS = 1e9;
    private static final String LOCAL_CERTIFICATE = "CFlocal";
    private static final String LOCAL_CANDIDATE = "local-candidate";
    private static final String REMOTE_CANDIDATE = "remote-candidate";

    private final List<RtcStats> stats = new ArrayList<>();
    private final StatsIds ids;

    private StatsCollector(StatsIds ids) {
        this.ids = ids;
    }

    static RtcStatsReport collect(
            StatsIds ids,
            InstantSource clock,
            long nowNanos,
            CompletableFuture<Certificate> certificate,
            Transports transports,
            DataChannels channels,
            Optional<Transports.Entry> sctpCarrier,
            ConnectionSnapshot snapshot) {
        Instant now = clock.instant();
        var collector = new StatsCollector(ids);
        collector.stats.add(
                new RtcStats.PeerConnection(
                        ids.of("P"), channels.openedCount(), channels.closedCount()));
        if (certificate.isDone() && !certificate.isCompletedExceptionally()) {
            collector.addCertificates(LOCAL_CERTIFICATE, certificate.join().chain());
        }
        transports.entries().forEach(collector::addTransport);
        sctpCarrier.ifPresent(
                carrier ->
                        channels.table()
                                .ifPresent(t -> collector.addSctp(t.association(), carrier)));
        channels.stats().forEach(collector.stats::add);
        var media = new MediaStats(ids, collector.stats, now, nowNanos);
        snapshot.transceivers().forEach(media::addTransceiver);
        return new RtcStatsReport(now, collector.stats);
    }

    /** A chain, each certificate followed by its issuer's. */
    private void addCertificates(String id, List<X509Certificate> chain) {
        for (int i = 0; i < chain.size(); i++) {
            boolean isLast = i == chain.size() - 1;
            addCertificate(
                    i == 0 ? id : id + "_" + i,
                    chain.get(i),
                    isLast ? Optional.empty() : Optional.of(id + "_" + (i + 1)));
        }
    }

    private void addCertificate(String id, X509Certificate certificate, Optional<String> issuer) {
        try {
            byte[] der = certificate.getEncoded();
            Fingerprint fingerprint = Fingerprint.of(Fingerprint.SHA_256, der);
            stats.add(
                    new RtcStats.Certificate(
                            ids.of(id),
                            fingerprint.value(),
                            fingerprint.algorithm(),
                            Base64.getEncoder().encodeToString(der),
                            issuer.map(ids::of)));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that has been parsed", e);
        }
    }

    private String transportId(Transports.Entry entry) {
        return ids.of("T" + entry.id);
    }

    private void addTransport(Transports.Entry entry) {
        String id = transportId(entry);
        TransportCounters counters = entry.stack.counters();
        Optional<String> pairId = Optional.empty();
        Optional<IceCandidatePair> pair = entry.stack.ice().selectedPair();
        addCandidates(id, entry.stack.ice(), pair);
        if (pair.isPresent()) {
            pairId = Optional.of(addPair(id, pair.get(), counters, entry.stack.ice()));
        }
        Optional<String> remoteCertificate = Optional.empty();
        List<X509Certificate> remoteCertificates = entry.dtls.remoteCertificates();
        if (!remoteCertificates.isEmpty()) {
            String name = "CFremote" + entry.id;
            remoteCertificate = Optional.of(ids.of(name));
            addCertificates(name, remoteCertificates);
        }
        var dtls = entry.stack.dtls();
        stats.add(
                new RtcStats.Transport(
                        id,
                        counters.datagramsSent(),
                        counters.datagramsReceived(),
                        counters.bytesSent(),
                        counters.bytesReceived(),
                        entry.stack
                                .ice()
                                .role()
                                .map(r -> r == IceRole.CONTROLLING ? "controlling" : "controlled"),
                        entry.stack.ice().localParameters().ufrag(),
                        entry.ice.state().toString(),
                        entry.dtls.state().toString(),
                        pairId,
                        ids.of(LOCAL_CERTIFICATE),
                        remoteCertificate,
                        dtls.tlsVersion(),
                        dtls.cipherSuite(),
                        dtls.role()
                                .map(r -> r == DtlsRole.CLIENT ? "client" : "server")
                                .orElse("unknown"),
                        dtls.srtpKeys().map(k -> k.profile().toString())));
    }

    private void addSctp(SctpAssociation association, Transports.Entry carrier) {
        SctpPathMetrics path = association.pathMetrics();
        stats.add(
                new RtcStats.SctpTransport(
                        ids.of("SCTP" + carrier.id),
                        transportId(carrier),
                        path.srttNanos() == 0
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(path.srttNanos() / NANOS),
                        path.cwndBytes(),
                        path.peerWindowBytes(),
                        path.mtuBytes(),
                        path.unacknowledgedChunks(),
                        association.isInterleaved(),
                        association.isZeroChecksum()));
    }

    private String addPair(
            String transportId,
            IceCandidatePair pair,
            TransportCounters counters,
            IceTransport ice) {
        IceRoundTrips roundTrips = ice.roundTrips();
        IceCounters checks = ice.counters();
        String local = candidateId(transportId, LOCAL_CANDIDATE, pair.local());
        String remote = candidateId(transportId, REMOTE_CANDIDATE, pair.remote());
        String id = pairId(transportId, pair);
        stats.add(
                new RtcStats.CandidatePair(
                        id,
                        transportId,
                        local,
                        remote,
                        "succeeded",
                        true,
                        counters.bytesSent(),
                        counters.bytesReceived(),
                        roundTrips.count() == 0
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(roundTrips.currentNanos() / NANOS),
                        roundTrips.totalNanos() / NANOS,
                        checks.requestsReceived(),
                        checks.requestsSent(),
                        checks.responsesReceived(),
                        checks.responsesSent(),
                        checks.consentRequestsSent()));
        return id;
    }

    /** All candidates and pairs but the pair in use, which may be of the generation before. */
    private void addCandidates(String id, IceTransport ice, Optional<IceCandidatePair> selected) {
        var locals = new LinkedHashSet<>(ice.localCandidates());
        var remotes = new LinkedHashSet<>(ice.remoteCandidates());
        List<IceCheckedPair> pairs = ice.checkedPairs();
        Stream.concat(pairs.stream().map(IceCheckedPair::candidates), selected.stream())
                .forEach(
                        pair -> {
                            locals.add(pair.local());
                            remotes.add(pair.remote());
                        });
        locals.forEach(c -> addCandidate(id, LOCAL_CANDIDATE, c, ice.serverOf(c)));
        remotes.forEach(c -> addCandidate(id, REMOTE_CANDIDATE, c, Optional.empty()));
        pairs.stream()
                .filter(pair -> !selected.equals(Optional.of(pair.candidates())))
                .forEach(pair -> addPair(id, pair));
    }

    private String pairId(String transportId, IceCandidatePair pair) {
        return ids.of(
                "CP"
                        + candidateId(transportId, LOCAL_CANDIDATE, pair.local())
                        + candidateId(transportId, REMOTE_CANDIDATE, pair.remote()));
    }

    private void addPair(String transportId, IceCheckedPair pair) {
        stats.add(
                new RtcStats.CandidatePair(
                        pairId(transportId, pair.candidates()),
                        transportId,
                        candidateId(transportId, LOCAL_CANDIDATE, pair.candidates().local()),
                        candidateId(transportId, REMOTE_CANDIDATE, pair.candidates().remote()),
                        pair.state().toString(),
                        false,
                        0,
                        0,
                        OptionalDouble.empty(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0));
    }

    private String candidateId(String transportId, String type, IceCandidate candidate) {
        return ids.of(
                "I"
                        + (type.equals(LOCAL_CANDIDATE) ? "L" : "R")
                        + transportId
                        + candidate.protocol()
                        + candidate.type()
                        + candidate.address()
                        + ":"
                        + candidate.port());
    }

    private void addCandidate(
            String transportId,
            String type,
            IceCandidate candidate,
            Optional<IceServerUrl> server) {
        stats.add(
                new RtcStats.IceCandidate(
                        candidateId(transportId, type, candidate),
                        type,
                        transportId,
                        candidate.address(),
                        candidate.port(),
                        candidate.protocol().toString().toLowerCase(Locale.ROOT),
                        candidate.type().toString().toLowerCase(Locale.ROOT),
                        candidate.priority(),
                        candidate.foundation(),
                        server.map(IceServerUrl::toString),
                        server.filter(url -> candidate.type() == IceCandidateType.RELAY)
                                .map(url -> RtcIceServerTransportProtocol.of(url).toString())));
    }
}
