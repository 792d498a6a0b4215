package dev.specter.tests;

import dev.specter.rtp.file.H264AnnexBReader;
import dev.specter.rtp.file.IvfReader;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.webrtc.RtcRtpCodecCapability;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The film of the examples, in one of its two codecs. */
public enum Film {
    VP8("/media/film.ivf"),
    H264("/media/film.h264");

    private final String resource;

    Film(String resource) {
        this.resource = resource;
    }

    /** The codec that it is in. */
    public RtcRtpCodecCapability codec() {
        return RtcRtpCodecCapability.of("video/" + name());
    }

    /** The file; the caller closes it. */
    public InputStream open() {
        return Film.class.getResourceAsStream(resource);
    }

    List<MediaFrame> frames() throws IOException {
        var frames = new ArrayList<MediaFrame>();
        try (MediaReader reader =
                this == VP8 ? new IvfReader(open()) : new H264AnnexBReader(open())) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
        }
        return List.copyOf(frames);
    }
}
