package dev.specter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.SpecterMessage.Answer;
import dev.specter.SpecterMessage.DataChannelMessage;
import dev.specter.SpecterMessage.OfPeerConnection;
import dev.specter.SpecterMessage.Offer;
import dev.specter.SpecterMessage.PeerConnectionReady;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

@Timeout(30)
class SpecterInboxTest {
    private final SpecterInbox inbox = new SpecterInbox();
    private final Specter specter = Specter.init(SpecterConfig.of(), inbox);
    private final PeerConnection a = specter.peerConnection(UUID.randomUUID());
    private final PeerConnection b = specter.peerConnection(UUID.randomUUID());

    @Test
    void takesTheFirstMessageOfTheTypeAndLeavesTheOthers() {
        inbox.accept(new PeerConnectionReady(a));
        inbox.accept(new Offer(a, "1"));
        inbox.accept(new Offer(a, "2"));
        assertEquals("1", inbox.receive(Offer.class).json());
        assertEquals("2", inbox.receive(Offer.class).json());
        assertEquals(List.of(new PeerConnectionReady(a)), inbox.messages());
    }

    @Test
    void takesTheFirstMessageThatFits() {
        inbox.accept(new Offer(a, "of a"));
        inbox.accept(new Offer(b, "of b"));
        assertEquals("of b", inbox.receive(Offer.class, m -> m.pc().equals(b)).json());
        assertEquals(1, inbox.messages().size());
    }

    @Test
    void takesByTheInterfaceToo() {
        inbox.accept(new Answer(b, ""));
        assertEquals(b, inbox.receive(OfPeerConnection.class).pc());
    }

    @Test
    void waitsForAMessage() {
        var received = CompletableFuture.supplyAsync(() -> inbox.receive(Offer.class));
        inbox.accept(new Answer(a, "other"));
        inbox.accept(new Offer(a, "wanted"));
        assertEquals("wanted", received.join().json());
    }

    @Test
    void tellsWhatIsInTheBoxWhenNothingFits() {
        inbox.accept(new PeerConnectionReady(a));
        inbox.accept(new Offer(b, "long".repeat(1000)));
        var error =
                assertThrows(
                        SpecterException.class,
                        () -> inbox.receive(Answer.class, Duration.ofMillis(1)));
        assertEquals(SpecterException.Reason.TIMEOUT, error.reason());
        assertTrue(error.getMessage().contains("Answer"), error.getMessage());
        assertTrue(error.getMessage().contains(new PeerConnectionReady(a).toString()));
        assertTrue(error.getMessage().contains("Offer[pc=" + b));
        assertTrue(error.getMessage().length() < 1000, error.getMessage());
        assertEquals(2, inbox.messages().size(), "they stay");
    }

    @Test
    void saysThatTheBoxIsEmpty() {
        var error =
                assertThrows(
                        SpecterException.class, () -> inbox.receive(Offer.class, Duration.ZERO));
        assertTrue(error.getMessage().endsWith("nothing"), error.getMessage());
    }

    @Test
    void pollsWithoutWaiting() {
        assertTrue(inbox.poll(Offer.class).isEmpty());
        inbox.accept(new Offer(a, ""));
        assertTrue(inbox.poll(Offer.class, m -> m.pc().equals(b)).isEmpty());
        assertEquals(a, inbox.poll(Offer.class).orElseThrow().pc());
        assertTrue(inbox.messages().isEmpty());
    }

    @Test
    void makesTheSenderWaitWhenTooMuchDataIsUnread() {
        byte[] big = new byte[33 << 20];
        inbox.accept(data(big));
        inbox.accept(data(big));
        var third = CompletableFuture.runAsync(() -> inbox.accept(data(new byte[1])));
        inbox.accept(new Offer(a, "other messages come in"));
        assertFalse(third.isDone());
        assertEquals(big.length, inbox.receive(DataChannelMessage.class).data().remaining());
        third.join();
        inbox.clear();
        assertTrue(inbox.messages().isEmpty());
    }

    private DataChannelMessage data(byte[] bytes) {
        var channel = specter.dataChannel(UUID.randomUUID());
        return new DataChannelMessage(a, channel, false, ByteBuffer.wrap(bytes));
    }

    @Test
    void dataIsReadOnlyAndReadAgain() {
        var message =
                new DataChannelMessage(
                        a,
                        specter.dataChannel(UUID.randomUUID()),
                        true,
                        ByteBuffer.wrap("Grüße".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertEquals("Grüße", message.text());
        assertEquals("Grüße", message.text());
        assertTrue(message.data().isReadOnly());
        assertFalse(message.toString().contains("Gr"), message.toString());
    }
}
