package dev.specter.webrtc;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Channels that want to send when others have. Thread-safe. */
final class WaitingSenders {
    private final Set<RtcDataChannel> channels = ConcurrentHashMap.newKeySet();

    void add(RtcDataChannel channel) {
        channels.add(channel);
    }

    /** Has each look again whether it can send; who cannot must ask again. */
    void wake() {
        if (channels.isEmpty()) {
            return;
        }
        for (Iterator<RtcDataChannel> all = channels.iterator(); all.hasNext(); ) {
            RtcDataChannel channel = all.next();
            all.remove(); // first: it may have to wait again
            channel.loop().callback(channel::checkSendable);
        }
    }
}
