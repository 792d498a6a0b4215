package dev.specter.ice.turn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.Bytes;
import dev.specter.ice.stun.LongTermCredential;
import dev.specter.ice.stun.MadeUpStun;
import dev.specter.testkit.FuzzInput;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A TURN client and a server that says anything. */
class TurnClientFuzzTest {
    private static final int MAX_STEPS = 200;
    private static final int MAX_OUTPUT_AT_ONCE = 500;
    private static final int MAX_TIMEOUTS = 20_000;
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final List<byte[]> sent = new ArrayList<>();
    private TurnClient client;
    private boolean isOver;
    private long nowNanos;

    @FuzzTest
    void client(byte[] data) {
        var input = new FuzzInput(data);
        sent.clear();
        isOver = false;
        nowNanos = 0;
        boolean reliable = input.isOdd();
        var credential = Optional.of(new LongTermCredential("u", "p"));
        client = new TurnClient(credential, reliable, new SplittableRandom(1));
        client.start(0);
        drain();
        for (int step = 0; step < MAX_STEPS && input.hasRemaining(); step++) {
            step(input);
            drain();
        }
        advance(nowNanos + 60_000 * MILLI);
        client.close();
        drain();
        assertTrue(client.nextTimeoutNanos() == Long.MAX_VALUE, "a timer of the dead");
    }

    private void step(FuzzInput input) {
        switch (input.below(9)) {
            case 0, 1, 2 -> {
                byte[] request = sent.get(sent.size() - 1 - input.below(sent.size()));
                if (request.length >= 20 && request[0] < 2) {
                    client.handleMessage(MadeUpStun.answer(input, request), nowNanos);
                }
            }
            case 3 -> client.handleMessage(MadeUpStun.relayed(input), nowNanos);
            case 4 -> {
                ByteBuffer datagram = ByteBuffer.allocate(input.u16());
                client.send(MadeUpStun.address(input.u8()), datagram, nowNanos);
            }
            case 5 -> advance(nowNanos + input.u16() * 10L * MILLI);
            case 6 -> advance(Math.min(client.nextTimeoutNanos(), nowNanos + 60_000 * MILLI));
            case 7 -> client.handleMessage(input.block(), nowNanos);
            case 8 ->
                    client.handleMessage(
                            MadeUpStun.message(
                                    input,
                                    MadeUpStun.messageClass(input),
                                    1 + input.below(10),
                                    Bytes.ofHex("000102030405060708090a0b"),
                                    MadeUpStun.longTermKey()),
                            nowNanos);
            default -> throw new AssertionError();
        }
    }

    private void drain() {
        int count = 0;
        for (byte[] out = client.pollOutput(); out != null; out = client.pollOutput()) {
            assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless output");
            if (sent.size() == 100) {
                sent.remove(0);
            }
            sent.add(out);
        }
        for (TurnEvent event = client.pollEvent(); event != null; event = client.pollEvent()) {
            assertTrue(++count <= MAX_OUTPUT_AT_ONCE, "endless events");
            assertFalse(isOver, "an event after the last one");
            isOver =
                    event instanceof TurnEvent.Failed
                            || event instanceof TurnEvent.Lost
                            || event instanceof TurnEvent.Redirected;
        }
    }

    private void advance(long endNanos) {
        int timeouts = 0;
        while (client.nextTimeoutNanos() <= endNanos) {
            assertTrue(++timeouts < MAX_TIMEOUTS, "a storm of timers");
            nowNanos = Math.max(nowNanos, client.nextTimeoutNanos());
            client.handleTimeout(nowNanos);
            drain();
            assertTrue(client.nextTimeoutNanos() > nowNanos, "a timer that is due for ever");
        }
        nowNanos = endNanos;
    }
}
