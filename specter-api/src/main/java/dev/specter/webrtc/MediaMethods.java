package dev.specter.webrtc;

import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.negotiation.Negotiator;
import dev.specter.webrtc.negotiation.SenderSettings;
import dev.specter.webrtc.negotiation.Transceiver;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What users do with tracks, transceivers and senders (webrtc-pc, section 5). Loop-confined. */
final class MediaMethods {
    private final ConnectionEngine engine;
    private final ConnectionLoop loop;
    private final Negotiator negotiator;
    private final TransceiverSet transceivers;
    private final Operations operations;
    private final NegotiationNeeded negotiationNeeded;

    MediaMethods(
            ConnectionEngine engine,
            Negotiator negotiator,
            TransceiverSet transceivers,
            Operations operations,
            NegotiationNeeded negotiationNeeded) {
        this.engine = engine;
        this.loop = engine.loop();
        this.negotiator = negotiator;
        this.transceivers = transceivers;
        this.operations = operations;
        this.negotiationNeeded = negotiationNeeded;
    }

    RtcRtpSender addTrack(RtcLocalTrack track, List<String> streamIds) {
        engine.requireOpen();
        for (RtcRtpTransceiver each : engine.snapshot().transceivers()) {
            if (each.sender().track().equals(Optional.of(track))) {
                throw new RtcException(
                        RtcErrorName.INVALID_ACCESS_ERROR, "a sender has the track already");
            }
        }
        Transceiver model =
                negotiator.addTrack(track.kind(), SenderSettings.of(track.id(), streamIds));
        RtcRtpTransceiver object = transceivers.objectOf(model);
        object.sender().track(Optional.of(track));
        object.refresh();
        engine.refreshSnapshot();
        negotiationNeeded.update();
        return object.sender();
    }

    void removeTrack(RtcRtpSender sender) {
        engine.requireOpen();
        if (!sender.isOf(engine)) {
            throw new RtcException(
                    RtcErrorName.INVALID_ACCESS_ERROR, "the sender is of another connection");
        }
        Optional<RtcRtpTransceiver> owner =
                engine.snapshot().transceivers().stream()
                        .filter(t -> t.sender() == sender)
                        .findFirst();
        if (owner.isEmpty() || sender.model().isStopping() || sender.track().isEmpty()) {
            return; // webrtc-pc, section 5.1: its transceiver has stopped, or it sends nothing
        }
        sender.track(Optional.empty());
        negotiator.removeTrack(owner.get().model());
        owner.get().refresh();
        negotiationNeeded.update();
    }

    RtcRtpTransceiver addTransceiver(
            RtcMediaKind kind, Optional<RtcLocalTrack> track, RtcRtpTransceiverInit init) {
        engine.requireOpen();
        if (init.direction() == RtcRtpTransceiverDirection.STOPPED) {
            throw new RtcException(RtcErrorName.TYPE_ERROR, "direction: stopped");
        }
        var settings = new SenderSettings(track.map(RtcLocalTrack::id), init.streamIds());
        Transceiver model =
                negotiator.addTransceiver(kind, init.direction(), settings, init.sendEncodings());
        RtcRtpTransceiver object = transceivers.objectOf(model);
        track.ifPresent(t -> object.sender().track(Optional.of(t)));
        object.refresh();
        engine.refreshSnapshot();
        negotiationNeeded.update();
        return object;
    }

    void setDirection(RtcRtpTransceiver transceiver, RtcRtpTransceiverDirection direction) {
        engine.requireOpen();
        if (transceiver.model().isStopping()) {
            throw new RtcException(RtcErrorName.INVALID_STATE_ERROR, "the transceiver is stopped");
        }
        if (direction == RtcRtpTransceiverDirection.STOPPED) {
            throw new RtcException(RtcErrorName.TYPE_ERROR, "direction: stopped");
        }
        if (transceiver.model().direction() != direction) {
            negotiator.setDirection(transceiver.model(), direction);
            transceiver.refresh();
            negotiationNeeded.update();
        }
    }

    void stop(RtcRtpTransceiver transceiver) {
        engine.requireOpen();
        if (transceiver.model().isStopping()) {
            return;
        }
        negotiator.stop(transceiver.model());
        transceiver.sender().closeStream();
        transceiver.refresh();
        engine.refreshSnapshot();
        loop.task(effects -> transceiver.receiver().end(effects));
        negotiationNeeded.update();
    }

    void setCodecPreferences(RtcRtpTransceiver transceiver, List<RtcRtpCodecCapability> codecs) {
        negotiator.setCodecPreferences(transceiver.model(), codecs);
    }

    CompletableFuture<Void> replaceTrack(RtcRtpSender sender, Optional<RtcLocalTrack> track) {
        if (track.isPresent() && track.get().kind() != sender.model().kind()) {
            return CompletableFuture.failedFuture(
                    new RtcException(
                            RtcErrorName.TYPE_ERROR, "a track of kind " + track.get().kind()));
        }
        return operations.run(
                effects -> {
                    if (sender.model().isStopping()) {
                        throw new RtcException(
                                RtcErrorName.INVALID_STATE_ERROR, "the transceiver is stopped");
                    }
                    boolean fits =
                            track.isEmpty()
                                    || SendCodec.choose(
                                                    track.get(),
                                                    sender.model().sendParameters().codecs())
                                            .isPresent();
                    if (sender.model().isSending() && !fits) {
                        throw new RtcException(
                                RtcErrorName.INVALID_MODIFICATION_ERROR,
                                "the track's codec is not negotiated");
                    }
                    Transceiver model = sender.model();
                    negotiator.setSender(
                            model,
                            new SenderSettings(
                                    track.map(RtcLocalTrack::id), model.sender().streamIds()));
                    sender.track(track);
                    return null;
                });
    }

    CompletableFuture<Void> setParameters(RtcRtpSender sender, RtcRtpSendParameters parameters) {
        try {
            engine.requireOpen();
            checkParameters(sender, parameters);
        } catch (RtcException e) {
            return CompletableFuture.failedFuture(e);
        }
        return operations.runAhead(
                effects -> {
                    // A description may have changed them before this task's turn.
                    checkParameters(sender, parameters);
                    negotiator.setEncodings(sender.model(), parameters.encodings());
                    sender.parametersChanged();
                    return null;
                });
    }

    private void checkParameters(RtcRtpSender sender, RtcRtpSendParameters parameters) {
        if (sender.model().isStopping()) {
            throw new RtcException(RtcErrorName.INVALID_STATE_ERROR, "the transceiver is stopped");
        }
        sender.requireCurrent(parameters);
        negotiator.checkEncodings(sender.model(), parameters.encodings());
    }

    void setStreams(RtcRtpSender sender, List<String> streamIds) {
        engine.requireOpen();
        Transceiver model = sender.model();
        negotiator.setSender(model, new SenderSettings(model.sender().trackId(), streamIds));
        negotiationNeeded.update();
    }
}
