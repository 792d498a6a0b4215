package dev.specter.examples.filetransfer;

import dev.specter.examples.PageCall;
import dev.specter.examples.WebServer;
import dev.specter.webrtc.WebRtc;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Serves the page, which sends files into a folder and fetches files from it; transfers that a
 * broken connection stopped go on where they were. Thread-safe.
 */
public final class FileTransfer implements AutoCloseable {
    private final WebRtc webrtc = WebRtc.builder().build();
    private final WebServer server;

    private FileTransfer(String host, int port, Folder folder) {
        this.server =
                WebServer.start(
                        "file-transfer",
                        host,
                        port,
                        socket ->
                                PageCall.serve(socket, page -> new FilePage(page, webrtc, folder)));
    }

    /**
     * Starts the example.
     *
     * @param host address to listen on
     * @param port port; 0 for any free one
     * @param folder whose files are offered and where files go; made if missing
     */
    public static FileTransfer start(String host, int port, Path folder) throws IOException {
        return new FileTransfer(host, port, Folder.open(folder));
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        webrtc.close();
    }
}
