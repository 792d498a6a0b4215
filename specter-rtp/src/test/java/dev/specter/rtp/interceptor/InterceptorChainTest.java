package dev.specter.rtp.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.FullIntraRequest;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.SourceDescription;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

class InterceptorChainTest {
    private static final StreamInfo VIDEO =
            StreamInfo.builder(100, 96, "video/VP8", 90_000)
                    .feedback(EnumSet.of(RtcpFeedback.NACK_PLI, RtcpFeedback.CCM_FIR))
                    .rtx(101, Map.of(96, 97))
                    .build();

    private static RtpPacket packet(long ssrc, int sequenceNumber) {
        return RtpPacket.builder()
                .ssrc(ssrc)
                .payloadType(96)
                .sequenceNumber(sequenceNumber)
                .payload(ByteBuffer.wrap(new byte[10]))
                .build();
    }

    /** Notes the order of calls, and doubles what is sent. */
    private static final class Noting extends Interceptor {
        private final String name;
        private final List<String> log;

        Noting(InterceptorContext context, String name, List<String> log) {
            super(context);
            this.name = name;
            this.log = log;
        }

        @Override
        public void bindLocalStream(StreamInfo stream, long nowNanos) {
            log.add(name + " bind " + stream.ssrc());
        }

        @Override
        public void unbindLocalStream(StreamInfo stream, long nowNanos) {
            log.add(name + " unbind " + stream.ssrc());
        }

        @Override
        public void handleOutgoingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
            log.add(name + " out");
            super.handleOutgoingRtp(stream, packet, nowNanos);
        }

        @Override
        public void handleIncomingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
            log.add(name + " in");
            super.handleIncomingRtp(stream, packet, nowNanos);
        }

        @Override
        public void handleOutgoingRtcp(RtcpCompound compound, long nowNanos) {
            log.add(name + " rtcp out");
            super.handleOutgoingRtcp(compound, nowNanos);
        }

        @Override
        public void handleIncomingRtcp(RtcpCompound compound, long nowNanos) {
            log.add(name + " rtcp in");
            super.handleIncomingRtcp(compound, nowNanos);
            context().sendRtcp(RtcpCompound.of(new PictureLossIndication(1, 2)), nowNanos);
        }
    }

    @Test
    void packetsPassFromTheApplicationToTheNetworkAndBack() {
        var log = new ArrayList<String>();
        var registry =
                new InterceptorRegistry()
                        .add(context -> new Noting(context, "a", log))
                        .add(context -> new Noting(context, "b", log));
        var fixture = new ChainFixture(registry, 1, true);
        fixture.chain.bindLocalStream(VIDEO, 0);
        fixture.chain.bindRemoteStream(VIDEO, 0);
        fixture.chain.sendRtp(VIDEO, packet(100, 1), 0);
        assertTrue(fixture.chain.handleRtp(packet(100, 2), 0));
        fixture.chain.handleRtcp(RtcpCompound.of(new PictureLossIndication(1, 100)), 0);
        fixture.chain.unbindLocalStream(100, 0);
        fixture.chain.unbindLocalStream(100, 0);
        assertEquals(
                List.of(
                        "a bind 100",
                        "b bind 100",
                        "a out",
                        "b out",
                        "b in",
                        "a in",
                        "b rtcp in",
                        "a rtcp in",
                        "b rtcp out", // what a sent of its own; what b sent went straight out
                        "a unbind 100",
                        "b unbind 100"),
                log);
        assertEquals(2, fixture.sentRtcp.size());
        assertEquals(1, fixture.sentRtp.size());
        assertEquals(1, fixture.deliveredRtp.size());
        assertTrue(fixture.chain.find(Noting.class).isPresent());
        assertEquals(Optional.empty(), fixture.chain.find(NackResponder.class));
        assertEquals(2, registry.factories().size());
    }

    @Test
    void worksWithoutAnyInterceptor() {
        var fixture = new ChainFixture(new InterceptorRegistry(), 1, true);
        fixture.chain.bindRemoteStream(VIDEO, 0);
        fixture.chain.sendRtp(VIDEO, packet(100, 1), 0);
        fixture.chain.handleRtcp(RtcpCompound.of(new PictureLossIndication(1, 100)), 0);
        assertTrue(fixture.chain.handleRtp(packet(100, 2), 0));
        assertTrue(fixture.chain.handleRtp(packet(101, 2), 0)); // RTX that nobody restores
        assertEquals(1, fixture.sentRtp.size());
        assertEquals(1, fixture.deliveredRtp.size());
        assertEquals(1, fixture.deliveredRtcp.size());
        assertEquals(Interceptor.NEVER, fixture.chain.nextTimeoutNanos());
    }

    @Test
    void packetsOfUnknownStreamsAreLeftToTheCaller() {
        var fixture = new ChainFixture(InterceptorRegistry.withDefaults(), 1, true);
        assertFalse(fixture.chain.handleRtp(packet(100, 1), 0));
        fixture.chain.bindRemoteStream(VIDEO, 0);
        assertTrue(fixture.chain.handleRtp(packet(100, 1), 0));
        fixture.chain.bindRemoteStream(VIDEO.toBuilder().rtx(102, Map.of(96, 97)).build(), 0);
        assertFalse(fixture.chain.handleRtp(packet(101, 1), 0));
        assertTrue(fixture.chain.handleRtp(packet(102, 1), 0));
        fixture.chain.unbindRemoteStream(102, 0); // no stream of its own
        assertTrue(fixture.chain.handleRtp(packet(100, 2), 0));
        fixture.chain.unbindRemoteStream(100, 0);
        assertFalse(fixture.chain.handleRtp(packet(100, 3), 0));
        assertFalse(fixture.chain.handleRtp(packet(102, 3), 0));
    }

    @Test // RFC 3550, section 6.1
    void completesRtcpUnlessReducedSizeIsNegotiated() {
        var pli = new PictureLossIndication(7, 100);
        var full = new ChainFixture(new InterceptorRegistry(), 7, false);
        full.chain.sendRtcp(RtcpCompound.of(pli), 0);
        assertEquals(
                RtcpCompound.of(
                        ReceiverReport.of(7, List.of()), SourceDescription.cname(7, "cname"), pli),
                full.sentRtcp.get(0));
        var reduced = new ChainFixture(new InterceptorRegistry(), 7, true);
        reduced.chain.sendRtcp(RtcpCompound.of(pli), 0);
        assertEquals(RtcpCompound.of(pli), reduced.sentRtcp.get(0));
        reduced.chain.sendRtcp(RtcpCompound.of(ReceiverReport.of(8, List.of()), pli), 0);
        assertEquals(
                RtcpCompound.of(
                        ReceiverReport.of(8, List.of()), SourceDescription.cname(8, "cname"), pli),
                reduced.sentRtcp.get(1));
    }

    @Test // RFC 4585, section 6.3.1; RFC 5104, section 4.3.1
    void asksForKeyFramesByWhatIsNegotiatedAndNotTooOften() {
        var fixture = new ChainFixture(new InterceptorRegistry(), 7, true);
        assertFalse(fixture.chain.requestKeyFrame(100, 0));
        fixture.chain.bindRemoteStream(VIDEO, 0);
        assertTrue(fixture.chain.requestKeyFrame(100, 0));
        assertTrue(fixture.chain.requestKeyFrame(100, 99_999_999));
        assertEquals(List.of(RtcpCompound.of(new PictureLossIndication(7, 100))), fixture.sentRtcp);
        StreamInfo fir =
                StreamInfo.builder(200, 96, "video/VP8", 90_000)
                        .feedback(EnumSet.of(RtcpFeedback.CCM_FIR))
                        .build();
        fixture.chain.bindRemoteStream(fir, 0);
        fixture.chain.requestKeyFrame(200, 0);
        fixture.chain.requestKeyFrame(200, 100_000_000);
        assertEquals(
                List.of(1, 2),
                fixture.sent(FullIntraRequest.class).stream()
                        .map(f -> f.entries().get(0).sequenceNumber())
                        .toList());
        assertEquals(2, fixture.chain.inboundStats(200).orElseThrow().firCount());
        assertEquals(1, fixture.chain.inboundStats(100).orElseThrow().pliCount());
        StreamInfo none = StreamInfo.builder(300, 96, "video/VP8", 90_000).build();
        fixture.chain.bindRemoteStream(none, 0);
        assertFalse(fixture.chain.requestKeyFrame(300, 0));
    }

    @Test
    void countsWhatPassesTheNetworksEnd() {
        var fixture = new ChainFixture(new InterceptorRegistry(), 7, true);
        assertEquals(Optional.empty(), fixture.chain.outboundStats(100));
        fixture.chain.bindLocalStream(VIDEO, 0);
        fixture.chain.bindRemoteStream(VIDEO, 0);
        fixture.chain.sendRtp(VIDEO, packet(100, 65535), 0);
        fixture.chain.sendRtp(VIDEO, packet(100, 0), 0);
        fixture.chain.sendRtp(VIDEO, packet(100, 65535), 0); // again
        fixture.chain.sendRtp(VIDEO, packet(101, 5), 0); // RTX
        fixture.chain.handleRtcp(
                RtcpCompound.of(
                        new PictureLossIndication(1, 100),
                        new PictureLossIndication(1, 999),
                        GenericNack.of(1, 100, List.of(1, 2)),
                        new FullIntraRequest(1, 0, List.of(new FullIntraRequest.Entry(100, 1)))),
                0);
        assertEquals(
                new OutboundRtpStats(4, 40, 48, 2, 20, 1, 1, 1),
                fixture.chain.outboundStats(100).orElseThrow());
        fixture.chain.handleRtp(packet(100, 1), 5);
        fixture.chain.handleRtp(packet(100, 4), 6);
        fixture.chain.handleRtp(packet(101, 9), 7);
        fixture.chain.sendRtcp(RtcpCompound.of(GenericNack.of(7, 100, List.of(2))), 0);
        assertEquals(
                new InboundRtpStats(3, 30, 36, 1, 10, 2, 0, 7, 1, 0, 0),
                fixture.chain.inboundStats(100).orElseThrow());
    }

    @Test
    void streamsAreDescribedInFull() {
        assertEquals(OptionalLong.of(101), VIDEO.rtxSsrc());
        assertEquals(97, VIDEO.rtxPayloadTypeOf(96));
        assertEquals(StreamInfo.NONE, VIDEO.rtxPayloadTypeOf(95));
        assertEquals(96, VIDEO.aptOf(97));
        assertEquals(StreamInfo.NONE, VIDEO.aptOf(96));
        assertTrue(VIDEO.isRtx(101));
        assertFalse(VIDEO.isRtx(100));
        assertTrue(VIDEO.isVideo());
        assertEquals(VIDEO.toString(), VIDEO.toBuilder().build().toString());
        assertEquals(Optional.of("0"), VIDEO.toBuilder().mid("0").build().mid());
        assertEquals(Optional.empty(), VIDEO.toBuilder().mid("").rid("").build().mid());
        assertEquals(Optional.of(RtcpFeedback.NACK_PLI), RtcpFeedback.of("nack pli"));
        assertEquals(Optional.of(RtcpFeedback.NACK), RtcpFeedback.of("nack"));
        assertEquals(Optional.empty(), RtcpFeedback.of("nack rpsi"));
        assertEquals("ccm fir", RtcpFeedback.CCM_FIR.toString());
    }

    @Test
    void theSsrcMapIsAMap() {
        var random = new SplittableRandom(1);
        var map = new SsrcMap<String>();
        var model = new java.util.HashMap<Long, String>();
        for (int i = 0; i < 20_000; i++) {
            long key = random.nextInt(40) * 0x1000_0001L & 0xFFFFFFFFL;
            if (random.nextInt(3) == 0) {
                assertEquals(model.remove(key), map.remove(key));
            } else {
                assertEquals(model.put(key, "v" + i), map.put(key, "v" + i));
            }
            assertEquals(model.size(), map.size());
            assertEquals(model.get(key), map.get(key));
        }
        var values = new ArrayList<String>();
        map.forEach(values::add);
        assertEquals(model.size(), values.size());
        assertTrue(model.values().containsAll(values));
    }
}
