package dev.specter.webrtc.negotiation;

import java.util.List;

/** Back to the last stable state (RFC 9429, section 4.1.10.2; webrtc-pc, section 4.4.1.5). */
final class Rollback {
    private Rollback() {}

    /**
     * The stable state, with what the user did since.
     *
     * @param now the state to leave
     * @param stable the state when the exchange began
     * @param changes what happens to transceivers; its state is the result
     */
    static void apply(SessionState now, SessionState stable, TrackChanges changes) {
        // What candidates have added to the descriptions in force stays.
        stable.currentLocal = now.currentLocal;
        stable.currentRemote = now.currentRemote;
        for (var entry : now.transceivers.entrySet()) {
            Transceiver transceiver = entry.getKey();
            TransceiverState left = entry.getValue();
            TransceiverState restored = stable.transceivers.get(transceiver);
            boolean kept =
                    restored != null || !transceiver.isMadeByPeer() || transceiver.isAddedByTrack();
            if (restored == null) {
                restored = new TransceiverState(left.sendEncodings);
                stable.transceivers.put(transceiver, restored);
            }
            if (left.stopped) {
                // webrtc-pc, section 5.4: what has stopped has stopped for good.
                restored.remoteStreamIds = left.remoteStreamIds;
                changes.stop(transceiver);
            } else {
                restoreTrack(transceiver, left, restored, changes);
            }
            if (!kept) {
                changes.stop(transceiver);
                changes.remove(transceiver);
            }
        }
    }

    private static void restoreTrack(
            Transceiver transceiver,
            TransceiverState left,
            TransceiverState restored,
            TrackChanges changes) {
        List<String> streams = restored.remoteStreamIds;
        boolean fires = restored.firedDirection.map(d -> d.receives()).orElse(false);
        restored.remoteStreamIds = left.remoteStreamIds;
        var fired = restored.firedDirection;
        restored.firedDirection = left.firedDirection;
        changes.restore(transceiver, fires, streams);
        restored.firedDirection = fired;
    }
}
