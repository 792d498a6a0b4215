package dev.specter.examples.gameserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Two players, one of whom has no manners. */
@Timeout(60)
class GameServerIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void playersSeeHearAndOutliveEachOther() throws Exception {
        try (GameServer game = GameServer.start("127.0.0.1", 0);
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(
                    game.address(), "/", "/game-server.js", "/picture.js", "/steering.js");
            try (Guest ann = new Guest(game, webrtc)) {
                ann.events.send("{\"join\":\"Ann\"}");
                JsonNode welcome = ann.next("welcome");
                int id = welcome.path("welcome").asInt();
                assertEquals("Ann", welcome.path("players").path(0).path("name").asText());

                try (Guest bob = new Guest(game, webrtc)) {
                    bob.events.send("nonsense");
                    bob.events.send("{\"say\":\"I have not joined\"}");
                    bob.events.send("{\"say\":\"" + "x".repeat(1_000) + "\"}");
                    bob.updates.send(new byte[4]);
                    bob.updates.send("hello");
                    bob.events.send("{\"join\":\"Bob, whose name is far too long for anybody\"}");
                    assertEquals(2, bob.next("welcome").path("players").size());
                    JsonNode joined = ann.next("joined").path("joined");
                    assertEquals("Bob, whose name is f", joined.path("name").asText());

                    ann.events.send("{\"say\":\"Hello, Bob\"}");
                    JsonNode heard = bob.next("says");
                    assertEquals("Hello, Bob", heard.path("says").asText());
                    assertEquals(id, heard.path("from").asInt());
                    bob.awaitMove(joined.path("id").asInt());
                }
                assertTrue(ann.next("left").path("left").asInt() > 0);
            }
        }
    }

    private static final class Guest implements AutoCloseable {
        private final StandInPage page;
        private final RtcDataChannel events;
        private final RtcDataChannel updates;
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final BlockingQueue<ByteBuffer> shown = new LinkedBlockingQueue<>();

        Guest(GameServer game, WebRtc webrtc) throws Exception {
            RtcPeerConnection pc = webrtc.newPeerConnection();
            events = pc.createDataChannel("events");
            updates =
                    pc.createDataChannel(
                            "updates",
                            RtcDataChannelInit.builder().ordered(false).maxRetransmits(0).build());
            var open = new CountDownLatch(2);
            events.onOpen(open::countDown);
            updates.onOpen(open::countDown);
            events.onMessage(message -> told.add(message.text()));
            updates.onMessage(message -> shown.add(message.data()));
            page = new StandInPage(game.address(), pc);
            page.offer();
            assertTrue(open.await(20, SECONDS));
        }

        /** The next event of that kind. */
        JsonNode next(String kind) throws Exception {
            while (true) {
                String event = told.poll(10, SECONDS);
                assertNotNull(event, "no event: " + kind);
                if (JSON.readTree(event).has(kind)) {
                    return JSON.readTree(event);
                }
            }
        }

        /** Steers to the middle until the updates show that the ship goes there. */
        void awaitMove(int id) throws Exception {
            int start = -1;
            for (int input = 1; input < 600; input++) {
                ByteBuffer update = shown.poll(10, SECONDS);
                assertNotNull(update, "no update");
                assertFalse(update.remaining() > 1_000, "larger than a packet");
                int x = x(update, id);
                if (x >= 0) {
                    start = start < 0 ? x : start;
                    if (Math.abs(x - start) > 20) {
                        return;
                    }
                    byte keys = (byte) (start < Arena.WIDTH / 2 ? 2 : 1);
                    updates.send(ByteBuffer.allocate(5).putInt(input).put(keys).flip());
                }
            }
            throw new AssertionError("the ship stays at " + start);
        }

        private static int x(ByteBuffer update, int id) {
            for (int at = 5 + 4 * update.get(4); at < update.limit(); at += 6) {
                if (update.getShort(at) == id) {
                    return update.getShort(at + 2);
                }
            }
            return -1;
        }

        @Override
        public void close() {
            page.close();
        }
    }
}
