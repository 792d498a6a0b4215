package dev.specter.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what comes to an end of a connection. */
final class Stream implements StreamHandler {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<Integer> cuts = new ArrayList<>();
    VirtualConnection connection;
    CloseReason closed;
    long closedNanos;
    boolean connected;

    @Override
    public void onConnected(VirtualConnection at, long nowNanos) {
        connection = at;
        connected = true;
    }

    @Override
    public void onData(VirtualConnection at, byte[] data, long nowNanos) {
        bytes.writeBytes(data);
        cuts.add(data.length);
    }

    @Override
    public void onClosed(VirtualConnection at, CloseReason reason, long nowNanos) {
        closed = reason;
        closedNanos = nowNanos;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
