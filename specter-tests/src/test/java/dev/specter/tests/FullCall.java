package dev.specter.tests;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A call with data both ways and video one way, both ends in this process. */
final class FullCall {
    /** What a process prints before the lines of its memory map. */
    static final String MAPS = "--- maps";

    private FullCall() {}

    /**
     * What came of the call.
     *
     * @param messageBytes bytes sent and received by both ends of the channel
     * @param rtpPackets packets of the film that arrived
     */
    record Outcome(long messageBytes, long rtpPackets) {}

    /** Makes a call, then prints what it came to, then the process's memory map. */
    public static void main(String... args) throws Exception {
        System.out.println(run(200, 100));
        System.out.println(MAPS);
        Files.readAllLines(Path.of("/proc/self/maps")).forEach(System.out::println);
    }

    /** Exchanges messages and waits for packets of the film. */
    static Outcome run(int messages, int packets) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            RtcPeerConnection alice = webrtc.newPeerConnection();
            RtcPeerConnection bob = webrtc.newPeerConnection();

            RtcDataChannel near = alice.createDataChannel("data");
            var ofAlice = new CompletableFuture<Long>();
            ChannelExchange.start(near, 1, 2, messages, ofAlice);
            var ofBob = new CompletableFuture<Long>();
            bob.onDataChannel(far -> ChannelExchange.start(far, 2, 1, messages, ofBob));

            RtcSampleTrack film = RtcSampleTrack.create(Film.VP8.codec(), "film", "specter");
            alice.addTransceiver(
                    film, RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDONLY));
            var arrived = new AtomicLong();
            var enough = new CountDownLatch(packets);
            bob.onTrack(
                    event ->
                            event.track()
                                    .onRtp(
                                            packet -> {
                                                arrived.incrementAndGet();
                                                enough.countDown();
                                            }));
            connect(alice, bob);

            long bytes = ofAlice.get(60, SECONDS) + ofBob.get(60, SECONDS);
            try (FilePlayer player = FilePlayer.start(film, Film.VP8.open())) {
                if (!enough.await(60, SECONDS)) {
                    throw new AssertionError(
                            arrived + " of " + packets + " packets; " + player.finished());
                }
            }
            return new Outcome(bytes, arrived.get());
        }
    }

    /**
     * Offer and answer, and candidates as they come. Each description goes to the far end first, so
     * that no candidate comes before it.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a candidate that is refused is one path less
    static void connect(RtcPeerConnection offerer, RtcPeerConnection answerer) {
        offerer.onIceCandidate(answerer::addIceCandidate);
        answerer.onIceCandidate(offerer::addIceCandidate);
        RtcSessionDescription offer = offerer.createOffer().join();
        answerer.setRemoteDescription(offer).join();
        offerer.setLocalDescription(offer).join();
        RtcSessionDescription answer = answerer.createAnswer().join();
        offerer.setRemoteDescription(answer).join();
        answerer.setLocalDescription(answer).join();
    }
}
