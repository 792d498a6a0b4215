package dev.specter.netty;

import dev.specter.webrtc.RtcPriorityType;

import io.netty.channel.ChannelOption;

/**
 * Options of {@link WebRtcChannel} and {@link WebRtcServerChannel} beyond Netty's own. Of those,
 * the client uses {@code CONNECT_TIMEOUT_MILLIS} (default 30,000; 0 for none), the server {@code
 * SO_BACKLOG} (connections that have no channel yet; default 1,024), and each data channel {@code
 * SO_SNDBUF} (bytes that wait in the data channel before the rest waits in the pipeline, 1 to
 * 1,048,576; default 262,144) and {@code SO_LINGER} (seconds in which what was written last is
 * still delivered after {@code close()}; default 10; with 0 a client resets its connection at
 * once).
 *
 * @param <T> type of the value
 */
public final class WebRtcChannelOption<T> extends ChannelOption<T> {
    /** What handlers are given; default {@link WebRtcChannelMode#STREAM}. */
    public static final ChannelOption<WebRtcChannelMode> MODE =
            valueOf(WebRtcChannelOption.class, "MODE");

    /** The channel's label; default empty. Before connecting. */
    public static final ChannelOption<String> LABEL = valueOf(WebRtcChannelOption.class, "LABEL");

    /** The protocol spoken on the channel; default empty. Before connecting. */
    public static final ChannelOption<String> PROTOCOL =
            valueOf(WebRtcChannelOption.class, "PROTOCOL");

    /** Whether messages keep their order; default true. Before connecting. */
    public static final ChannelOption<Boolean> ORDERED =
            valueOf(WebRtcChannelOption.class, "ORDERED");

    /**
     * How often a message is sent again at most, 0 to 65,535; default -1: until it arrives. Before
     * connecting.
     */
    public static final ChannelOption<Integer> MAX_RETRANSMITS =
            valueOf(WebRtcChannelOption.class, "MAX_RETRANSMITS");

    /**
     * Milliseconds during which a message is sent again, 0 to 65,535; default -1: until it arrives.
     * Excludes {@link #MAX_RETRANSMITS}. Before connecting.
     */
    public static final ChannelOption<Integer> MAX_PACKET_LIFE_TIME =
            valueOf(WebRtcChannelOption.class, "MAX_PACKET_LIFE_TIME");

    /** Weight against other channels of the connection; default low. Before connecting. */
    public static final ChannelOption<RtcPriorityType> PRIORITY =
            valueOf(WebRtcChannelOption.class, "PRIORITY");

    /**
     * Of a server: data channels that one client may have open, 1 or more; default 256. More are
     * closed as they come.
     */
    public static final ChannelOption<Integer> MAX_CHANNELS_PER_CLIENT =
            valueOf(WebRtcChannelOption.class, "MAX_CHANNELS_PER_CLIENT");

    @SuppressWarnings("deprecation") // ChannelOption has no other constructor for subclasses
    private WebRtcChannelOption() {
        super(null);
    }
}
