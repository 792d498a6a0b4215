package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What happens at one connection, in its order, to be awaited. */
final class Events {
    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    void add(Object event) {
        queue.add(event.toString());
    }

    /** The next one, which comes within reasonable time. */
    String next() throws InterruptedException {
        String event = queue.poll(Connected.SECONDS, TimeUnit.SECONDS);
        assertTrue(event != null, "nothing happens any more");
        return event;
    }

    /** All until this one, which is the last of them. */
    List<String> until(String last) throws InterruptedException {
        var all = new ArrayList<String>();
        do {
            all.add(next());
        } while (!all.get(all.size() - 1).equals(last));
        return all;
    }

    /** What has happened, and was not taken, when all tasks queued so far have run. */
    List<String> rest(RtcPeerConnection of) {
        of.getStats().join();
        var all = new ArrayList<String>();
        queue.drainTo(all);
        return all;
    }

    /** A call that throws an error of that name at once. */
    static RtcException assertThrowsError(RtcErrorName name, Executable call) {
        RtcException e = assertThrows(RtcException.class, call);
        assertEquals(name, e.name(), e.getMessage());
        return e;
    }

    /** A call whose future fails with an error of that name. */
    static void assertFails(RtcErrorName name, CompletableFuture<?> result) {
        var e = assertThrows(CompletionException.class, result::join);
        assertEquals(name, ((RtcException) e.getCause()).name(), e.getMessage());
    }
}
