package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.ice.TcpType;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Procedures of RFC 8445 and its relatives, datagram by datagram. */
class ProcedureTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    private final ScriptedEnd end = new ScriptedEnd();

    private void start(IceRole role) {
        end.agent.start(role, ScriptedEnd.THEIRS, end.now);
    }

    /** Connected, and nominated by the peer, long ago. */
    private void connectControlled() {
        start(IceRole.CONTROLLED);
        end.addPeer();
        end.runFor(10 * MILLI, true);
        end.receive(end.signed(end.request().role(true, 1).useCandidate()));
        end.agent.endOfRemoteCandidates(end.now);
        end.sent();
        assertEquals(IceTransportState.COMPLETED, end.agent.state());
    }

    // ---- checks

    @Test // RFC 8445, sections 7.1 and 7.2.2
    void aCheckHasItsAttributes() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        StunFrame check = end.requests().get(0);
        assertEquals(Optional.of("scripted:ours"), check.username());
        assertEquals(110, check.priority() >> 24);
        assertTrue(check.isFromControlling());
        assertFalse(check.usesCandidate());
        assertTrue(check.hasIntegrity(ScriptedEnd.THEIRS.pwd().getBytes(StandardCharsets.UTF_8)));
    }

    @Test // RFC 8445, section 6.1.4.2, and ADR 13
    void aFewChecksGoAtOnceAndTheOthersEveryTa() {
        start(IceRole.CONTROLLING);
        for (int i = 0; i < 10; i++) {
            end.add(IceCandidate.host("f" + i, 1000 + i, "192.0.2.50", 3000 + i));
        }
        assertEquals(4, end.requests().size());
        for (int i = 4; i < 10; i++) {
            assertEquals(end.now + CheckPacer.TA_NANOS, end.agent.nextTimeoutNanos());
            end.now = end.agent.nextTimeoutNanos();
            end.agent.handleTimeout(end.now);
            assertEquals(1, end.requests().size(), "check " + i);
        }
    }

    @Test // RFC 8445, section 6.1.4.2: the best first
    void checksGoInTheOrderOfPriority() {
        for (int i = 0; i < 4; i++) {
            end.add(IceCandidate.host("f" + i, 1000 + i, "192.0.2.50", 3000 + i));
        }
        start(IceRole.CONTROLLING);
        List<Integer> ports = end.sent().stream().map(t -> t.remote().getPort()).toList();
        assertEquals(List.of(3003, 3002, 3001, 3000), ports);
    }

    @Test // RFC 8445, sections 6.1.2.6 and 7.2.5.3.3
    void pairsOfOneFoundationWaitForTheBestOfThem() {
        for (int i = 0; i < 3; i++) {
            end.add(IceCandidate.host("same", 1000 + i, "192.0.2.50", 3000 + i));
        }
        end.add(IceCandidate.host("other", 5, "192.0.2.51", 4000));
        start(IceRole.CONTROLLING);
        List<Transmit> first = end.sent();
        assertEquals(List.of(3002, 4000), first.stream().map(t -> t.remote().getPort()).toList());
        end.agent.handleStun(
                end.base,
                first.get(0).remote(),
                end.success(ScriptedEnd.frame(first.get(0)), end.base.address()),
                end.now);
        List<Integer> then = end.sent().stream().map(t -> t.remote().getPort()).toList();
        assertTrue(then.contains(3002), "nominated, being the best: " + then);
    }

    @Test // Deviates: peers are careless with foundations
    void aFoundationWhoseCheckIsOverdueHoldsNobodyBack() {
        for (int i = 0; i < 2; i++) {
            end.add(IceCandidate.host("same", 1000 + i, "192.0.2.50", 3000 + i));
        }
        start(IceRole.CONTROLLING);
        assertEquals(1, end.sent().size());
        end.now = 100 * MILLI;
        end.agent.handleTimeout(end.now);
        List<Integer> ports = end.sent().stream().map(t -> t.remote().getPort()).toList();
        assertEquals(List.of(3001, 3000), ports);
    }

    @Test // RFC 8445, section 7.2.5.2.2: an answer that is an error fails the pair
    void aRefusedPairIsTriedAgainWhileNothingElseWorks() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        end.receive(end.error(end.requests().get(0), 500));
        assertEquals(List.of(), end.requests());
        end.now = CheckList.RETRY_NANOS;
        end.agent.handleTimeout(end.now);
        assertEquals(1, end.requests().size());
    }

    @Test // RFC 8445, section 7.2.5.2.1
    void anAnswerFromElsewhereIsDropped() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        StunFrame check = end.requests().get(0);
        byte[] answer = end.success(check, end.base.address());
        assertFalse(end.receive(ScriptedEnd.at("192.0.2.66", 6), answer));
        assertEquals(IceTransportState.CHECKING, end.agent.state());
        assertTrue(end.receive(answer));
        assertEquals(IceTransportState.CONNECTED, end.agent.state());
        assertTrue(end.receive(answer), "a copy is harmless");
        assertEquals(0, end.agent.counters().droppedMalformed());
        assertEquals(1, end.agent.counters().droppedIntegrity());
    }

    @Test // RFC 8489, section 9.1.4
    void anAnswerWithoutThePeersPasswordIsDropped() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        StunFrame check = end.requests().get(0);
        byte[] forged =
                StunWriter.binding(StunClass.SUCCESS, check.transactionId())
                        .mappedAddress(end.base.address())
                        .integrity(new byte[] {1, 2, 3})
                        .fingerprint();
        assertFalse(end.receive(forged));
        byte[] refusal =
                StunWriter.binding(StunClass.ERROR, check.transactionId())
                        .errorCode(403, "Forbidden")
                        .fingerprint();
        assertFalse(end.receive(refusal), "nobody may revoke who cannot grant");
        end.receive(end.success(check, end.base.address()));
        assertEquals(IceTransportState.CONNECTED, end.agent.state());
    }

    // ---- the peer's checks

    @Test // RFC 8445, section 7.3.1.4
    void aCheckTriggersACheckAtOnce() {
        start(IceRole.CONTROLLED);
        end.receive(end.signed(end.request().role(true, 1)));
        List<Transmit> sent = end.sent();
        assertEquals(2, sent.size());
        StunFrame answer = ScriptedEnd.frame(sent.get(0));
        assertEquals(StunClass.SUCCESS, answer.messageClass());
        assertEquals(Optional.of(end.peer), answer.mappedAddress());
        assertEquals(StunClass.REQUEST, ScriptedEnd.frame(sent.get(1)).messageClass());
    }

    @Test // RFC 8445, section 7.3.1.3
    void anUnknownSourceIsAPeerReflexiveCandidateUntilItIsTold() {
        start(IceRole.CONTROLLED);
        end.receive(end.signed(end.request().role(true, 1)));
        IceCandidate found = end.agent.remoteCandidates().get(0);
        assertEquals(IceCandidateType.PRFLX, found.type());
        assertEquals(1862270975L, found.priority());
        assertTrue(end.addPeer());
        assertFalse(end.addPeer(), "known");
        assertEquals(
                List.of(IceCandidateType.HOST),
                end.agent.remoteCandidates().stream().map(IceCandidate::type).toList());
    }

    @Test // RFC 8445, section 7.3.1.4: a check that may have been lost goes again
    void aCheckOfThePeerExpeditesOurs() {
        start(IceRole.CONTROLLED);
        end.addPeer();
        assertEquals(1, end.requests().size());
        end.now = 30 * MILLI;
        end.receive(end.signed(end.request().role(true, 1)));
        assertEquals(1, end.requests().size());
        end.receive(end.signed(end.request().role(true, 1)));
        assertEquals(0, end.requests().size(), "one just sent is given the time to be answered");
    }

    @Test // RFC 8445, section 7.3.1.5
    void aNominationBeforeOurOwnCheckIsAnsweredCountsThen() {
        start(IceRole.CONTROLLED);
        end.receive(end.signed(end.request().role(true, 1).useCandidate()));
        StunFrame check = end.requests().get(0);
        end.agent.endOfRemoteCandidates(end.now);
        assertEquals(IceTransportState.CHECKING, end.agent.state());
        end.receive(end.success(check, end.base.address()));
        assertEquals(IceTransportState.COMPLETED, end.agent.state());
    }

    @Test // RFC 5245, section 8.1.1.2
    void ofSeveralNominationsOfAnAggressivePeerTheBestCounts() {
        start(IceRole.CONTROLLED);
        InetSocketAddress worse = ScriptedEnd.at("192.0.2.3", 3000);
        InetSocketAddress better = ScriptedEnd.at("192.0.2.4", 4000);
        end.add(IceCandidate.host("a", 100, "192.0.2.3", 3000));
        end.add(IceCandidate.host("b", 200, "192.0.2.4", 4000));
        for (InetSocketAddress from : List.of(better, worse)) {
            end.receive(from, end.signed(end.request().role(true, 1).useCandidate()));
        }
        for (Transmit t : end.sent()) {
            StunFrame f = ScriptedEnd.frame(t);
            if (f.messageClass() == StunClass.REQUEST) {
                end.receive(t.remote(), end.success(f, end.base.address()));
            }
        }
        assertEquals(better, end.agent.selectedRemote());
        end.now = 60 * SECOND;
        end.receive(worse, end.signed(end.request().role(true, 1).useCandidate()));
        for (StunFrame f : end.requests()) {
            end.receive(worse, end.success(f, end.base.address()));
        }
        assertEquals(worse, end.agent.selectedRemote(), "one that comes late is a change of mind");
    }

    @Test // RFC 8489, section 6.3.1
    void whatIsNotUnderstoodIsRefused() {
        start(IceRole.CONTROLLED);
        end.receive(end.signed(end.request().role(true, 1).unknown(0x7777)));
        assertEquals(420, end.answer().errorCode());
        assertEquals(List.of(), end.agent.remoteCandidates());
    }

    // ---- nomination

    @Test // RFC 8445, section 8.1.1
    void nominatesTheBestPairAtOnceAndWaitsAWhileForABetterOne() {
        start(IceRole.CONTROLLING);
        end.add(IceCandidate.host("good", ScriptedEnd.HIGH, "192.0.2.3", 3000));
        end.add(IceCandidate.host("bad", 100, "192.0.2.2", 2000));
        Transmit bad = end.sent().get(1);
        end.receive(end.success(ScriptedEnd.frame(bad), end.base.address()));
        assertEquals(IceTransportState.CONNECTED, end.agent.state());
        assertTrue(end.requests().stream().noneMatch(StunFrame::usesCandidate));
        end.now = Nomination.WAIT_NANOS;
        end.agent.handleTimeout(end.now);
        assertEquals(
                1, end.requests().stream().filter(StunFrame::usesCandidate).count(), "in the end");
    }

    @Test // RFC 8445, section 8.1.1: that the nominating check fails is rare, but happens
    void anotherPairIsNominatedWhenTheNominationIsNotAnswered() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        end.add(IceCandidate.host("b", 100, "192.0.2.3", 3000));
        InetSocketAddress other = ScriptedEnd.at("192.0.2.3", 3000);
        for (Transmit t : end.sent()) {
            end.receive(t.remote(), end.success(ScriptedEnd.frame(t), end.base.address()));
        }
        boolean nominated = false;
        while (!nominated && end.now < 20 * SECOND) {
            for (Transmit t : end.sent()) {
                nominated |= ScriptedEnd.frame(t).usesCandidate() && t.remote().equals(other);
            }
            end.now = end.agent.nextTimeoutNanos();
            end.agent.handleTimeout(end.now);
        }
        assertTrue(nominated, "within " + end.now / SECOND + " s");
    }

    // ---- roles

    @Test // RFC 8445, section 7.3.1.1
    void theLargerTieBreakerControls() {
        start(IceRole.CONTROLLING);
        end.receive(end.signed(end.request().role(true, 0)));
        assertEquals(487, end.answer().errorCode());
        end.receive(end.signed(end.request().role(true, -1L)));
        assertEquals(StunClass.SUCCESS, end.answer().messageClass());
        assertEquals(Optional.of(IceRole.CONTROLLED), end.agent.role());
        assertTrue(end.events.contains(new AgentEvent.RoleChanged(IceRole.CONTROLLED)));
        end.receive(end.signed(end.request().role(false, -1L)));
        assertEquals(487, end.answer().errorCode());
        end.receive(end.signed(end.request().role(false, 0)));
        assertEquals(StunClass.SUCCESS, end.answer().messageClass());
        assertEquals(Optional.of(IceRole.CONTROLLING), end.agent.role());
    }

    @Test // RFC 8445, section 7.2.5.1
    void aRefusalTurnsTheRoleRoundAndTheCheckGoesAgain() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        StunFrame check = end.requests().get(0);
        end.receive(end.error(check, 487));
        StunFrame again = end.requests().get(0);
        assertTrue(again.isFromControlled());
        assertTrue(again.tieBreaker() != check.tieBreaker(), "MUST change the tie-breaker");
        end.receive(end.success(again, end.base.address()));
        assertEquals(IceTransportState.CONNECTED, end.agent.state());
    }

    @Test // RFC 8445, section 7.2.5.1: settled by the peer's own check meanwhile
    void aRefusalOfTheRoleThatWasIsNoReasonToTurn() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        StunFrame check = end.requests().get(0);
        end.receive(end.signed(end.request().role(true, -1L)));
        end.sent();
        end.receive(end.error(check, 487));
        assertEquals(Optional.of(IceRole.CONTROLLED), end.agent.role());
        assertTrue(end.requests().get(0).isFromControlled());
    }

    @Test
    void aNominationFromBeforeTheStartSurvivesTheConflict() {
        end.receive(end.signed(end.request().role(true, -1L).useCandidate()));
        end.sent();
        start(IceRole.CONTROLLING);
        StunFrame check = end.requests().get(0);
        end.receive(end.error(check, 487));
        end.receive(end.success(end.requests().get(0), end.base.address()));
        end.agent.endOfRemoteCandidates(end.now);
        assertEquals(IceTransportState.COMPLETED, end.agent.state());
    }

    // ---- lite

    @Test // RFC 8445, section 6.1.1
    void aLitePeerIsControlledByUs() {
        IceParameters lite = new IceParameters("scripted", "scriptedscriptedscripted", true);
        end.agent.start(IceRole.CONTROLLED, lite, end.now);
        assertEquals(Optional.of(IceRole.CONTROLLING), end.agent.role());
        end.addPeer();
        end.receive(end.success(end.requests().get(0), end.base.address()));
        assertTrue(end.requests().get(0).usesCandidate());
    }

    @Test // RFC 8445, section 7.3.2
    void aLiteAgentAnswersAndNeverAsks() {
        ScriptedEnd lite = new ScriptedEnd(AgentOptions.defaults(), true);
        lite.agent.start(IceRole.CONTROLLING, ScriptedEnd.THEIRS, lite.now);
        assertEquals(Optional.of(IceRole.CONTROLLED), lite.agent.role());
        lite.addPeer();
        lite.receive(lite.signed(lite.request().role(true, 1)));
        assertEquals(StunClass.SUCCESS, lite.answer().messageClass());
        assertEquals(IceTransportState.CONNECTED, lite.agent.state());
        lite.receive(lite.signed(lite.request().role(true, 1).useCandidate()));
        lite.agent.endOfRemoteCandidates(lite.now);
        assertEquals(IceTransportState.COMPLETED, lite.agent.state());
        for (int i = 0; i < 20; i++) {
            lite.runFor(5 * SECOND, false);
            lite.receive(lite.signed(lite.request().role(true, 1)));
        }
        assertEquals(IceTransportState.COMPLETED, lite.agent.state());
        lite.runFor(8 * SECOND, false);
        assertEquals(IceTransportState.DISCONNECTED, lite.agent.state());
        lite.runFor(30 * SECOND, false);
        assertEquals(IceTransportState.FAILED, lite.agent.state());
        assertFalse(lite.agent.hasConsent());
        assertEquals(0, lite.agent.counters().requestsSent());
        lite.receive(lite.signed(lite.request().role(true, 1)));
        assertEquals(IceTransportState.COMPLETED, lite.agent.state());
    }

    @Test // RFC 8445, section 8.2.2
    void twoLiteAgentsUseTheirBestPairUnchecked() {
        ScriptedEnd lite = new ScriptedEnd(AgentOptions.defaults(), true);
        lite.agent.start(
                IceRole.CONTROLLING,
                new IceParameters("scripted", "scriptedscriptedscripted", true),
                lite.now);
        lite.add(IceCandidate.host("1", 100, "192.0.2.3", 3000));
        lite.addPeer();
        lite.agent.endOfRemoteCandidates(lite.now);
        assertEquals(IceTransportState.COMPLETED, lite.agent.state());
        assertEquals(lite.peer, lite.agent.selectedRemote());
        lite.runFor(3600 * SECOND, false);
        assertEquals(IceTransportState.COMPLETED, lite.agent.state());
        assertEquals(0, lite.agent.counters().requestsSent());
        assertEquals(Optional.of(IceRole.CONTROLLING), lite.agent.role());
    }

    // ---- TCP

    @Test // RFC 6544, section 6.2
    void activeGoesWithPassiveAndNothingElse() {
        Base active =
                new ScriptedEnd.PlainBase(
                        IceProtocol.TCP, "192.0.2.1", 9, Optional.of(TcpType.ACTIVE));
        Base passive =
                new ScriptedEnd.PlainBase(
                        IceProtocol.TCP, "192.0.2.1", 1001, Optional.of(TcpType.PASSIVE));
        start(IceRole.CONTROLLING);
        end.agent.addLocalCandidate(
                ScriptedEnd.tcp("192.0.2.1", 9, TcpType.ACTIVE, 99L << 24), active, end.now);
        end.agent.addLocalCandidate(
                ScriptedEnd.tcp("192.0.2.1", 1001, TcpType.PASSIVE, 98L << 24), passive, end.now);
        end.add(ScriptedEnd.tcp("192.0.2.2", 2001, TcpType.PASSIVE, 98L << 24));
        assertFalse(end.add(ScriptedEnd.tcp("192.0.2.2", 9, TcpType.ACTIVE, 99L << 24)));
        end.add(ScriptedEnd.tcp("192.0.2.2", 2002, TcpType.SO, 97L << 24));
        List<Transmit> sent = end.sent();
        assertEquals(1, sent.size());
        assertEquals(active, sent.get(0).base());
        assertEquals(2001, sent.get(0).remote().getPort());
        end.now = 5 * SECOND;
        end.agent.handleTimeout(end.now);
        assertEquals(List.of(), end.sent(), "RFC 8489, section 6.2.2: not sent again over TCP");
        StunFrame check = ScriptedEnd.frame(sent.get(0));
        assertTrue(check.priority() < 99L << 24, "below what UDP has");
        end.agent.handleStun(
                active,
                sent.get(0).remote(),
                end.success(check, ScriptedEnd.at("192.0.2.1", 51000)),
                end.now);
        IceCandidate seen = end.agent.selectedPair().orElseThrow().local();
        assertEquals(IceCandidateType.PRFLX, seen.type());
        assertEquals(Optional.of(TcpType.ACTIVE), seen.tcpType());
    }

    @Test // RFC 6544, section 7.2
    void aPassiveCandidateIsCheckedOverTheConnectionOfThePeer() {
        Base passive =
                new ScriptedEnd.PlainBase(
                        IceProtocol.TCP, "192.0.2.1", 1001, Optional.of(TcpType.PASSIVE));
        end.agent.addLocalCandidate(
                ScriptedEnd.tcp("192.0.2.1", 1001, TcpType.PASSIVE, 98L << 24), passive, end.now);
        start(IceRole.CONTROLLED);
        InetSocketAddress from = ScriptedEnd.at("192.0.2.2", 51000);
        end.agent.handleStun(
                passive, from, end.signed(end.request().role(true, 1).useCandidate()), end.now);
        Transmit check = end.sent().get(1);
        assertEquals(from, check.remote());
        end.agent.handleStun(
                passive, from, end.success(ScriptedEnd.frame(check), passive.address()), end.now);
        assertEquals(passive, end.agent.selectedBase());
        assertEquals(
                Optional.of(TcpType.ACTIVE),
                end.agent.selectedPair().orElseThrow().remote().tcpType());
        end.agent.handleRemoteClosed(passive, from, end.now);
        assertEquals(1, end.requests().size(), "asked again whether it works");
    }

    // ---- consent

    @Test // RFC 7675, section 5.2
    void aRefusalRevokesConsentAtOnceAndForGood() {
        connectControlled();
        end.now += 6 * SECOND;
        end.agent.handleTimeout(end.now);
        StunFrame ask = end.requests().get(0);
        end.receive(end.error(ask, 403));
        assertEquals(IceTransportState.FAILED, end.agent.state());
        assertFalse(end.agent.hasConsent());
        end.runFor(120 * SECOND, true);
        assertEquals(IceTransportState.FAILED, end.agent.state());
        assertEquals(List.of(), end.requests());
        end.receive(end.signed(end.request().role(true, 1).useCandidate()));
        assertEquals(List.of(), end.requests(), "the peer may ask, we do not");
        assertEquals(IceTransportState.FAILED, end.agent.state());
    }

    @Test // RFC 7675, section 5.1
    void anErrorDoesNotRenewConsent() {
        connectControlled();
        for (int i = 0; i < 60; i++) {
            end.now += SECOND / 2;
            end.agent.handleTimeout(end.now);
            for (StunFrame ask : end.requests()) {
                end.receive(end.error(ask, 500));
            }
        }
        assertEquals(IceTransportState.FAILED, end.agent.state());
    }

    @Test
    void roundTripsAreThoseOfConsentChecks() {
        connectControlled();
        assertEquals(-1, end.agent.roundTrips().currentNanos());
        end.runFor(60 * SECOND, true);
        assertEquals(0, end.agent.roundTrips().currentNanos());
        assertTrue(end.agent.roundTrips().count() >= 10);
    }

    // ---- life

    @Test
    void aGenerationIsStartedOnce() {
        start(IceRole.CONTROLLED);
        assertThrows(IllegalStateException.class, () -> start(IceRole.CONTROLLED));
    }

    @Test
    void beforeTheStartNothingIsAskedAndNothingExpected() {
        end.addPeer();
        assertEquals(List.of(), end.sent());
        assertEquals(Long.MAX_VALUE, end.agent.nextTimeoutNanos());
        assertEquals(IceTransportState.NEW, end.agent.state());
        assertEquals(Optional.empty(), end.agent.role());
    }

    @Test
    void afterAFailureNothingIsSentUntilThereIsReasonToHope() {
        start(IceRole.CONTROLLING);
        end.addPeer();
        end.runFor(15 * SECOND, false);
        assertEquals(IceTransportState.FAILED, end.agent.state());
        end.runFor(30 * SECOND, false);
        end.sent();
        assertEquals(Long.MAX_VALUE, end.agent.nextTimeoutNanos());
        end.add(IceCandidate.host("2", 5, "192.0.2.3", 3000));
        assertEquals(IceTransportState.CHECKING, end.agent.state());
        assertEquals(2, end.requests().size(), "all pairs, not only the new one");
    }
}
