package dev.specter.tests.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Data channels with Pion and aiortc. */
class StacksIT {
    private static final int PATIENCE_SECONDS = 120;
    private static final int LARGE_MESSAGE_BYTES = 16_000;

    @TempDir private Path folder;

    /** A test's body. */
    private interface Body {
        void run(RtcPeerConnection connection, PeerProcess peer) throws Exception;
    }

    private void withPeer(PeerKind kind, Body body) throws Exception {
        List<String> command = kind.prepare(folder);
        try (WebRtc webrtc = WebRtc.builder().build()) {
            RtcPeerConnection connection = webrtc.newPeerConnection();
            try (PeerProcess peer = PeerProcess.start(command, connection)) {
                try {
                    body.run(connection, peer);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(e + "\nthe peer printed:\n" + peer.story(), e);
                }
            }
        }
    }

    /**
     * 100 MB each way with Pion; aiortc, which moves a megabyte or two a second, gets 10, or what
     * {@code specter.aiortc.megabytes} says.
     */
    @ParameterizedTest
    @EnumSource
    void manyBytesComeBackUnchanged(PeerKind kind) throws Exception {
        int megabytes =
                kind == PeerKind.PION ? 100 : Integer.getInteger("specter.aiortc.megabytes", 10);
        int messages = megabytes * 1_000_000 / LARGE_MESSAGE_BYTES;
        int patienceSeconds = Math.max(240, 4 * megabytes);
        withPeer(
                kind,
                (connection, peer) -> {
                    RtcDataChannel channel = connection.createDataChannel("bulk");
                    peer.offer();
                    long startNanos = System.nanoTime();
                    long bytes = Echo.run(channel, messages, LARGE_MESSAGE_BYTES, patienceSeconds);
                    double seconds = (System.nanoTime() - startNanos) / 1e9;
                    System.out.printf("%s: %d bytes each way in %.1f s%n", kind, bytes, seconds);
                });
    }

    /**
     * With aiortc one message of a channel is on its way at a time. Ordered messages that waited
     * for a lost one never leave its reassembly (all of 1.x: {@code InboundStream.pop_messages}
     * ends after one message unless the next has the TSN that follows), and a hundred channels at
     * full speed overrun its socket.
     */
    @ParameterizedTest
    @EnumSource
    void tenThousandSmallMessagesOnAHundredChannels(PeerKind kind) throws Exception {
        int maxUnanswered = kind == PeerKind.PION ? 100 : 1;
        withPeer(
                kind,
                (connection, peer) -> {
                    var echoes = new ArrayList<Echo>();
                    for (int i = 0; i < 100; i++) {
                        RtcDataChannel channel = connection.createDataChannel("small " + i);
                        echoes.add(Echo.start(channel, 100, 20, maxUnanswered));
                    }
                    peer.offer();
                    for (Echo echo : echoes) {
                        assertEquals(2_000, echo.await(PATIENCE_SECONDS));
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfReliability(PeerKind kind) throws Exception {
        withPeer(
                kind,
                (connection, peer) -> {
                    var echoes = new ArrayList<Echo>();
                    for (boolean ordered : List.of(true, false)) {
                        for (RtcDataChannelInit.Builder init :
                                List.of(
                                        RtcDataChannelInit.builder(),
                                        RtcDataChannelInit.builder().maxRetransmits(3),
                                        RtcDataChannelInit.builder().maxPacketLifeTime(5_000))) {
                            RtcDataChannel channel =
                                    connection.createDataChannel(
                                            "kind " + echoes.size(), init.ordered(ordered).build());
                            echoes.add(Echo.start(channel, 1, 1_000));
                        }
                    }
                    peer.offer();
                    for (Echo echo : echoes) {
                        assertEquals(1_000, echo.await(PATIENCE_SECONDS));
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void channelsCloseFromEitherEnd(PeerKind kind) throws Exception {
        withPeer(
                kind,
                (connection, peer) -> {
                    RtcDataChannel ours = connection.createDataChannel("ours");
                    RtcDataChannel theirs = connection.createDataChannel("theirs");
                    var closed = new CompletableFuture<Void>();
                    theirs.onClose(() -> closed.complete(null));
                    Echo first = echoOnce(ours);
                    Echo second = echoOnce(theirs);
                    peer.offer();
                    first.await(PATIENCE_SECONDS);
                    second.await(PATIENCE_SECONDS);
                    ours.close();
                    assertEquals(List.of("ours"), peer.awaitClosed(1));
                    peer.closeChannel("theirs");
                    closed.get(PATIENCE_SECONDS, SECONDS);
                });
    }

    @ParameterizedTest
    @EnumSource
    void thePeerOffersAndOpensChannels(PeerKind kind) throws Exception {
        withPeer(
                kind,
                (connection, peer) -> {
                    var opened = new CompletableFuture<RtcDataChannel>();
                    connection.onDataChannel(opened::complete);
                    peer.open("of the peer");
                    peer.offerFromPeer();
                    RtcDataChannel channel = opened.get(PATIENCE_SECONDS, SECONDS);
                    assertEquals("of the peer", channel.label());
                    assertEquals(50_000, Echo.run(channel, 50, 1_000, PATIENCE_SECONDS));
                });
    }

    @ParameterizedTest
    @EnumSource
    void idsAreUsedAgainAThousandTimes(PeerKind kind) throws Exception {
        withPeer(
                kind,
                (connection, peer) -> {
                    RtcDataChannel first = connection.createDataChannel("stays");
                    Echo echo = echoOnce(first);
                    peer.offer();
                    echo.await(PATIENCE_SECONDS);
                    var ids = new HashSet<Integer>();
                    for (int i = 0; i < 1_000; i++) {
                        RtcDataChannel channel = connection.createDataChannel("again");
                        var closed = new CompletableFuture<Void>();
                        Echo back = echoOnce(channel);
                        channel.onClose(() -> closed.complete(null));
                        back.await(PATIENCE_SECONDS);
                        ids.add(channel.id().orElseThrow());
                        channel.close();
                        closed.get(PATIENCE_SECONDS, SECONDS);
                    }
                    assertTrue(ids.size() < 20, "ids: " + ids);
                });
    }

    private static Echo echoOnce(RtcDataChannel channel) {
        return Echo.start(channel, 1, 100);
    }
}
