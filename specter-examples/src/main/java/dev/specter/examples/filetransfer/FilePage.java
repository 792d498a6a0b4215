package dev.specter.examples.filetransfer;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.examples.PageCall;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One page, which opens a data channel for each transfer. Thread-safe. */
final class FilePage extends PageCall {
    private static final int MAX_TRANSFERS = 16;

    private final Folder folder;
    private final Set<Transfer> transfers = ConcurrentHashMap.newKeySet();

    FilePage(WsContext page, WebRtc webrtc, Folder folder) {
        super(page, webrtc.newPeerConnection());
        this.folder = folder;
        pc().onDataChannel(this::transfer);
    }

    @Override
    protected void onOffer(RtcSessionDescription offer) {
        tellNames();
    }

    private void transfer(RtcDataChannel channel) {
        var transfer = new Transfer(channel, folder, this::tellNames);
        if (transfers.size() >= MAX_TRANSFERS) {
            transfer.fail("too many at once");
            return;
        }
        transfers.add(transfer);
        channel.onMessage(transfer::handle);
        channel.onClose(
                () -> {
                    transfer.close();
                    transfers.remove(transfer);
                });
    }

    private void tellNames() {
        try {
            ObjectNode event = newEvent();
            folder.names().forEach(event.putArray("files")::add);
            tell(event);
        } catch (IOException e) {
            report(e);
        }
    }

    /** A connection that this end closes tells its channels nothing. */
    @Override
    public void close() {
        super.close();
        transfers.forEach(Transfer::close);
    }
}
