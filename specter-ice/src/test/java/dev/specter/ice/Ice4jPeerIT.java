package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Our transport and an agent of ice4j as it comes, with its own sockets and threads. */
class Ice4jPeerIT {
    /** Held, since the logging system forgets the levels of loggers that nobody holds. */
    private static final List<Logger> LOUD =
            List.of(
                    Logger.getLogger("org.ice4j"),
                    Logger.getLogger("org.jitsi"),
                    Logger.getLogger("JitsiConfig"));

    private final Loops loops = new Loops();
    private final Peer ours = new Peer("ours", loops.next(), Peer.options().build());
    private final Agent theirs = new Agent();
    private final IceMediaStream stream = theirs.createMediaStream("ice");
    private final Component component = component();

    @BeforeAll
    static void quiet() {
        LOUD.forEach(logger -> logger.setLevel(Level.OFF));
        Map.of(
                        "org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER", "true",
                        "ice4j.harvest.mapping.aws.enabled", "false")
                .forEach(System::setProperty);
    }

    @AfterEach
    void end() {
        theirs.free();
        ours.close();
        loops.close();
        assertEquals(List.of(), ours.complaints());
    }

    private Component component() {
        try {
            return theirs.createComponent(
                    stream, 47200, 47200, 47299, KeepAliveStrategy.SELECTED_ONLY, false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void tellThem() {
        IceParameters parameters = ours.parameters();
        stream.setRemoteUfrag(parameters.ufrag());
        stream.setRemotePassword(parameters.pwd());
        for (IceCandidate candidate : ours.candidates) {
            component.addRemoteCandidate(
                    new RemoteCandidate(
                            new TransportAddress(
                                    candidate.address(), candidate.port(), Transport.UDP),
                            component,
                            CandidateType.HOST_CANDIDATE,
                            candidate.foundation(),
                            candidate.priority(),
                            null));
        }
    }

    private void tellUs() {
        for (LocalCandidate candidate : component.getLocalCandidates()) {
            TransportAddress address = candidate.getTransportAddress();
            if (candidate instanceof HostCandidate && address.getTransport() == Transport.UDP) {
                IceCandidate told =
                        IceCandidate.host(
                                candidate.getFoundation(),
                                candidate.getPriority(),
                                address.getHostAddress(),
                                address.getPort());
                ours.run(() -> ours.transport.addRemoteCandidate(told));
            }
        }
        ours.run(ours.transport::endOfRemoteCandidates);
    }

    private void start(IceRole role, boolean theyControl) {
        theirs.setControlling(theyControl);
        IceParameters parameters =
                new IceParameters(theirs.getLocalUfrag(), theirs.getLocalPassword(), false);
        ours.run(() -> ours.transport.start(role, parameters));
        theirs.startConnectivityEstablishment();
    }

    private void awaitBoth() {
        ours.awaitState(IceTransportState.COMPLETED);
        Peer.await(
                () ->
                        theirs.getState() == IceProcessingState.COMPLETED
                                || theirs.getState() == IceProcessingState.TERMINATED,
                "theirs, but " + theirs.getState());
    }

    @ParameterizedTest
    @EnumSource
    void connectsAndCarriesDataBothWays(IceRole role) throws IOException {
        ours.gather().awaitGathered();
        tellThem();
        tellUs();
        start(role, role == IceRole.CONTROLLED);
        awaitBoth();
        exchange();
        assertEquals(0, ours.counters().droppedIntegrity());
    }

    @ParameterizedTest // RFC 8445, section 7.3.1.1
    @EnumSource
    void settlesAConflictOfRoles(IceRole role) throws IOException {
        ours.gather().awaitGathered();
        tellThem();
        tellUs();
        start(role, role == IceRole.CONTROLLING);
        // Not theirs: where its role is turned while checks cross, ice4j may lose the nomination
        // that it has answered, and go on checking.
        ours.awaitState(IceTransportState.COMPLETED);
        exchange();
        assertEquals(0, ours.counters().droppedIntegrity());
    }

    /** Over the pair that we selected. */
    private void exchange() throws IOException {
        byte[] datagram = new byte[1200];
        Arrays.fill(datagram, (byte) 200);
        IceCandidatePair pair = ours.pairs.get(ours.pairs.size() - 1);
        LocalCandidate local =
                component.getLocalCandidates().stream()
                        .filter(each -> isAt(each.getTransportAddress(), pair.remote()))
                        .findFirst()
                        .orElseThrow();
        InetSocketAddress remote =
                new InetSocketAddress(pair.local().address(), pair.local().port());
        var socket = ((HostCandidate) local.getBase()).getCandidateIceSocketWrapper();
        socket.getUDPSocket().setSoTimeout(10_000);
        assertTrue(ours.send(datagram.clone()));
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        socket.receive(packet);
        assertArrayEquals(datagram, Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(datagram, datagram.length, remote));
        ours.awaitDatagrams(1);
        assertArrayEquals(datagram, ours.datagrams.get(0));
    }

    private static boolean isAt(TransportAddress address, IceCandidate candidate) {
        return address.getPort() == candidate.port()
                && address.getHostAddress().equals(candidate.address());
    }

    @ParameterizedTest // theirs has only our checks to go by
    @EnumSource
    void connectsWhenOnlyWeKnowTheCandidates(IceRole role) throws IOException {
        ours.gather().awaitGathered();
        IceParameters parameters = ours.parameters();
        stream.setRemoteUfrag(parameters.ufrag());
        stream.setRemotePassword(parameters.pwd());
        tellUs();
        theirs.setTrickling(true);
        start(role, role == IceRole.CONTROLLED);
        awaitBoth();
        exchange();
    }
}
