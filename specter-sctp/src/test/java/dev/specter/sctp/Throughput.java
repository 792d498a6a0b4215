package dev.specter.sctp;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Prints how fast two associations in memory are, on one core; run by hand. */
public final class Throughput {
    private Throughput() {}

    public static void main(String[] args) {
        int messageBytes = args.length > 0 ? Integer.parseInt(args[0]) : 64 * 1024;
        int burst = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        for (int round = 0; round < 5; round++) {
            run(messageBytes, 300_000_000L, burst);
        }
    }

    private static void run(int messageBytes, long totalBytes, int burst) {
        var random = new SplittableRandom(1);
        var options =
                SctpOptions.builder()
                        .maxReceiveMessageBytes(4_000_000)
                        .maxSendMessageBytes(4_000_000)
                        .receiveWindowBytes(5_000_000)
                        .build();
        var a = new SctpAssociation(options, random);
        var z = new SctpAssociation(options, random);
        long start = System.nanoTime();
        a.connect(0);
        z.connect(0);
        long received = 0;
        long sent = 0;
        long now = 0;
        while (received < totalBytes) {
            now = System.nanoTime() - start;
            while (sent < totalBytes && a.bufferedAmount(0) < 1_000_000) {
                byte[] message = new byte[messageBytes];
                a.send(OutgoingMessage.of(0, 53, ByteBuffer.wrap(message)), now);
                sent += messageBytes;
            }
            move(a, z, now, burst);
            move(z, a, now, burst);
            for (SctpEvent e = z.pollEvent(); e != null; e = z.pollEvent()) {
                if (e instanceof SctpEvent.MessageReceived m) {
                    received += m.payload().remaining();
                    z.consumed(m.windowBytes(), now);
                }
            }
            while (a.pollEvent() != null) {
                // drain
            }
            a.handleTimeout(now);
            z.handleTimeout(now);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%d byte messages: %.0f MB/s, %s%n %s%n",
                messageBytes, received / seconds / 1e6, a.counters(), a.pathMetrics());
    }

    private static void move(SctpAssociation from, SctpAssociation to, long now, int burst) {
        for (int i = 0; i < burst; i++) {
            ByteBuffer packet = from.pollOutput(now);
            if (packet == null) {
                return;
            }
            to.handlePacket(packet, now);
        }
    }
}
