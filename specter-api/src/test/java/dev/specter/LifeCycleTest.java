package dev.specter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.UUID;

/** Handles of what has no connection: made, consumed, made again from their ids. */
class LifeCycleTest {
    private final Specter specter = Specter.init(SpecterConfig.of());

    @AfterEach
    void close() {
        specter.close();
    }

    static void assertRefused(SpecterException.Reason reason, Executable call) {
        assertEquals(reason, assertThrows(SpecterException.class, call).reason());
    }

    private static void assertNotFound(Executable call) {
        assertRefused(SpecterException.Reason.NOT_FOUND, call);
    }

    @Test
    void anApiConsumesItsMediaEngineAndItsRegistry() {
        MediaEngine mediaEngine = specter.newMediaEngine();
        Registry registry = specter.newRegistry(mediaEngine);
        assertTrue(specter.mediaEngineExists(mediaEngine), "the registry does not consume it");
        assertTrue(specter.registryExists(registry));

        Api api = specter.newApi(mediaEngine, registry);
        assertTrue(api.exists());
        assertFalse(specter.mediaEngineExists(mediaEngine));
        assertFalse(specter.registryExists(registry));
        assertFalse(mediaEngine.exists());
        assertFalse(registry.exists());
        assertNotFound(() -> specter.newRegistry(mediaEngine));
        assertNotFound(() -> specter.newApi(mediaEngine, registry));
    }

    @Test
    void aMediaEngineIsNotConsumedWhenTheRegistryIsNotThere() {
        MediaEngine mediaEngine = specter.newMediaEngine();
        assertNotFound(() -> specter.newApi(mediaEngine, specter.registry(UUID.randomUUID())));
        assertTrue(mediaEngine.exists());
        Registry registry = specter.newRegistry(mediaEngine);
        assertNotFound(() -> specter.newApi(specter.mediaEngine(UUID.randomUUID()), registry));
        assertTrue(registry.exists());
    }

    @Test
    void whatWasNeverMadeIsNotFound() {
        UUID id = UUID.randomUUID();
        assertFalse(specter.mediaEngine(id).exists());
        assertFalse(specter.registry(id).exists());
        assertFalse(specter.api(id).exists());
        assertFalse(specter.peerConnection(id).exists());
        assertFalse(specter.track(id).exists());
        assertFalse(specter.dataChannel(id).exists());
        assertNotFound(() -> specter.newRegistry(specter.mediaEngine(id)));
        assertNotFound(() -> specter.newPeerConnection(specter.api(id)));
        assertNotFound(() -> specter.peerConnection(id).close());
        assertNotFound(() -> specter.peerConnection(id).rtc());
        assertNotFound(() -> specter.peerConnection(id).createOffer());
        assertNotFound(() -> specter.peerConnection(id).setLocalDescription("not JSON"));
        assertNotFound(() -> specter.peerConnection(id).setRemoteDescription("not JSON"));
        assertNotFound(() -> specter.peerConnection(id).addIceCandidate("not JSON"));
        assertNotFound(() -> specter.peerConnection(id).addTrack(specter.track(id)));
        assertNotFound(() -> specter.peerConnection(id).removeTrack(id));
        assertNotFound(() -> specter.track(id).rtc());
        assertNotFound(() -> specter.track(id).close());
        assertNotFound(() -> specter.track(id).playFromFileH264("no such file"));
        assertNotFound(() -> specter.dataChannel(id).rtc());
    }

    @Test
    void handlesAreMadeAgainFromTheirIds() {
        MediaEngine mediaEngine = specter.newMediaEngine();
        MediaEngine again = specter.mediaEngine(UUID.fromString(mediaEngine.id().toString()));
        assertEquals(mediaEngine, again);
        assertEquals(mediaEngine.hashCode(), again.hashCode());
        assertTrue(again.exists());

        Registry registry = specter.registry(specter.newRegistry(again).id());
        Api api = specter.api(specter.newApi(again, registry).id());
        assertTrue(api.exists());

        TrackLocalStaticSample track = newTrack("audio");
        assertEquals(track, specter.track(track.id()));
        assertEquals(track.rtc(), specter.track(track.id()).rtc());
    }

    @Test
    void handlesOfDifferentTypesOrIdsDiffer() {
        UUID id = UUID.randomUUID();
        assertNotEquals(specter.api(id), specter.registry(id));
        assertNotEquals(specter.api(id), specter.api(UUID.randomUUID()));
        assertNotEquals(specter.newMediaEngine(), specter.newMediaEngine());
        assertEquals("Api[" + id + "]", specter.api(id).toString());
    }

    @Test
    void handlesOfAnotherSpecterNameNothing() {
        try (var other = Specter.init(SpecterConfig.of())) {
            MediaEngine mediaEngine = specter.newMediaEngine();
            assertFalse(other.mediaEngineExists(mediaEngine));
            assertNotFound(() -> other.newRegistry(mediaEngine));
        }
    }

    @Test
    void aTrackLivesUntilItIsClosed() {
        TrackLocalStaticSample track = newTrack("video/H264");
        assertTrue(track.exists());
        assertEquals("camera", track.rtc().id());
        assertEquals("stream", track.rtc().streamId());
        track.close();
        assertFalse(track.exists());
        assertNotFound(track::close);
        assertNotFound(track::rtc);
    }

    @Test
    void aCodecMayBeABareKind() {
        assertEquals("audio", newTrack("audio").rtc().codec().mimeType());
        assertEquals("video", newTrack("video").rtc().codec().mimeType());
        assertThrows(IllegalArgumentException.class, () -> RtpCodecCapability.of("text"));
    }

    @Test
    void aKnownCodecHasItsClockRate() {
        assertEquals(
                new RtpCodecCapability("audio/opus", 48_000, 2, ""),
                RtpCodecCapability.of("audio/opus"));
        assertEquals(90_000, RtpCodecCapability.of("video/VP8").clockRateHz());
    }

    @Test
    void aTrackIdIsAToken() {
        var codec = RtpCodecCapability.of("audio");
        assertRefused(
                SpecterException.Reason.INVALID_TRACK,
                () -> TrackLocalStaticSample.create(specter, codec, "two words", "stream"));
    }

    @Test
    void nothingIsMadeAfterTheEnd() {
        MediaEngine mediaEngine = specter.newMediaEngine();
        TrackLocalStaticSample track = newTrack("audio");
        specter.close();
        specter.close();
        assertFalse(mediaEngine.exists());
        assertFalse(track.exists());
        assertRefused(SpecterException.Reason.CLOSED, specter::newMediaEngine);
        assertRefused(SpecterException.Reason.CLOSED, () -> newTrack("audio"));
    }

    @Test
    void withoutAnOwnerItHasAnInbox() {
        assertTrue(specter.inbox().isPresent());
        try (var owned = Specter.init(SpecterConfig.of(), message -> {})) {
            assertTrue(owned.inbox().isEmpty());
        }
    }

    private TrackLocalStaticSample newTrack(String mimeType) {
        return TrackLocalStaticSample.create(
                specter, RtpCodecCapability.of(mimeType), "camera", "stream");
    }
}
