package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.negotiation.Outcome;
import dev.specter.webrtc.negotiation.Transceiver;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The transceivers, senders, receivers and streams that users hold, kept in step with what
 * negotiation knows. Loop-confined.
 */
final class TransceiverSet {
    private final ConnectionEngine engine;
    private final ConnectionLoop loop;
    private final Transports transports;
    private final ConnectionListeners listeners;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final String cname;
    private final Map<Transceiver, RtcRtpTransceiver> objects = new HashMap<>();
    private final Map<String, RtcMediaStream> streams = new HashMap<>();

    TransceiverSet(
            ConnectionEngine engine,
            ConnectionLoop loop,
            Transports transports,
            ConnectionListeners listeners,
            RandomGenerator random,
            InstantSource clock,
            String cname) {
        this.engine = engine;
        this.loop = loop;
        this.transports = transports;
        this.listeners = listeners;
        this.random = random;
        this.clock = clock;
        this.cname = cname;
    }

    /** The object of a model, made when it is asked for first. */
    RtcRtpTransceiver objectOf(Transceiver model) {
        return objects.computeIfAbsent(model, this::newObject);
    }

    private RtcRtpTransceiver newObject(Transceiver model) {
        String trackId =
                model.remoteTrackId()
                        .orElseGet(() -> new UUID(random.nextLong(), random.nextLong()).toString());
        return new RtcRtpTransceiver(
                engine,
                model,
                new RtcRtpSender(engine, loop, model, cname),
                new RtcRtpReceiver(
                        loop, clock, model, new RtcRemoteTrack(loop, model.kind(), trackId)));
    }

    /** The objects of these models, in their order. */
    List<RtcRtpTransceiver> objectsOf(List<Transceiver> models) {
        return models.stream().map(this::objectOf).toList();
    }

    /** Takes over what a description settled; the events follow with {@link #fire}. */
    void apply(List<Transceiver> models) {
        for (Transports.Entry entry : transports.entries()) {
            entry.media.reducedSizeRtcp(
                    models.stream()
                            .filter(m -> isOn(m, entry) && !m.sendParameters().codecs().isEmpty())
                            .allMatch(m -> m.sendParameters().reducedSizeRtcp()));
        }
        for (RtcRtpTransceiver object : objectsOf(models)) {
            Transceiver model = object.model();
            Optional<Transports.Entry> entry =
                    model.transportId().isPresent()
                            ? transports.entry(model.transportId().getAsInt())
                            : Optional.empty();
            MediaSession media = entry.map(e -> e.media).orElse(null);
            Optional<RtcDtlsTransport> dtls = entry.map(e -> e.dtls);
            object.refresh();
            object.sender().update(media, dtls);
            object.receiver().update(media, dtls);
        }
        for (Transports.Entry entry : transports.entries()) {
            var receivers = new ArrayList<RtcRtpReceiver>();
            for (Transceiver model : models) {
                if (model.isReceptive() && isOn(model, entry)) {
                    receivers.add(objectOf(model).receiver());
                }
            }
            entry.media.receivers(receivers);
        }
    }

    private static boolean isOn(Transceiver model, Transports.Entry entry) {
        return model.transportId().isPresent() && model.transportId().getAsInt() == entry.id;
    }

    /** Adds the events of a description, in the order of webrtc-pc, section 4.4.1.5. */
    void fire(Outcome outcome, Effects effects) {
        for (Transceiver model : outcome.stoppedTransceivers()) {
            RtcRtpTransceiver object = objectOf(model);
            object.refresh();
            object.sender().closeStream();
            object.receiver().end(effects);
        }
        for (Transceiver model : outcome.mutedTracks()) {
            objectOf(model).receiver().mute(effects);
        }
        for (Outcome.StreamChange change : outcome.removedFromStreams()) {
            RtcMediaStream stream = streams.get(change.streamId());
            if (stream != null) {
                stream.remove(objectOf(change.transceiver()).receiver().track(), effects);
                if (stream.tracks().isEmpty()) {
                    streams.remove(change.streamId());
                }
            }
        }
        for (Outcome.StreamChange change : outcome.addedToStreams()) {
            stream(change.streamId())
                    .add(objectOf(change.transceiver()).receiver().track(), effects);
        }
        for (Outcome.TrackEvent event : outcome.trackEvents()) {
            RtcRtpTransceiver object = objectOf(event.transceiver());
            var trackEvent =
                    new RtcTrackEvent(
                            object.receiver(),
                            object.receiver().track(),
                            event.streamIds().stream().map(this::stream).toList(),
                            object);
            effects.add(() -> listeners.track.fire(listener -> listener.accept(trackEvent)));
        }
        for (Transceiver model : outcome.removedTransceivers()) {
            RtcRtpTransceiver object = objects.remove(model);
            if (object != null) {
                object.refresh();
                object.sender().close();
            }
        }
    }

    private RtcMediaStream stream(String id) {
        return streams.computeIfAbsent(id, RtcMediaStream::new);
    }

    /** Says goodbye for every stream. */
    void close() {
        for (RtcRtpTransceiver object : objects.values()) {
            ConnectionEngine.guarded(object.sender()::close);
            object.receiver().endSilently();
            object.refresh();
        }
    }

    /** The loop has ended: takes the senders from tracks, which may outlive the connection. */
    void detach() {
        for (RtcRtpTransceiver object : objects.values()) {
            object.sender().detach();
            object.receiver().endSilently();
            object.refresh();
        }
    }
}
