package dev.specter.netty;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcPriorityType;

import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;

import java.util.Map;
import java.util.Objects;

/** The options of a {@link WebRtcChannel}; see {@link WebRtcChannelOption}. Thread-safe. */
final class WebRtcChannelConfig extends DefaultChannelConfig {
    private static final int MAX_SEND_MARK_BYTES = 1 << 20;

    private final WebRtcChannel webRtcChannel;
    private volatile WebRtcChannelMode mode = WebRtcChannelMode.STREAM;
    private volatile String label = "";
    private volatile String protocol = "";
    private volatile boolean ordered = true;
    private volatile int maxRetransmits = -1;
    private volatile int maxPacketLifeTime = -1;
    private volatile RtcPriorityType priority = RtcPriorityType.LOW;
    private volatile int sendMarkBytes = 256 * 1024;
    private volatile int lingerSeconds = 10;

    WebRtcChannelConfig(WebRtcChannel channel) {
        super(channel);
        webRtcChannel = channel;
    }

    /** Has the options of a channel that there is. */
    void take(RtcDataChannel dataChannel) {
        label = dataChannel.label();
        protocol = dataChannel.protocol();
        ordered = dataChannel.ordered();
        maxRetransmits = dataChannel.maxRetransmits().orElse(-1);
        maxPacketLifeTime = dataChannel.maxPacketLifeTime().orElse(-1);
        priority = dataChannel.priority();
    }

    WebRtcChannelMode mode() {
        return mode;
    }

    String label() {
        return label;
    }

    int sendMarkBytes() {
        return sendMarkBytes;
    }

    int lingerSeconds() {
        return lingerSeconds;
    }

    RtcDataChannelInit init() {
        var init =
                RtcDataChannelInit.builder().ordered(ordered).protocol(protocol).priority(priority);
        if (maxRetransmits >= 0) {
            init.maxRetransmits(maxRetransmits);
        }
        if (maxPacketLifeTime >= 0) {
            init.maxPacketLifeTime(maxPacketLifeTime);
        }
        return init.build();
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(
                super.getOptions(),
                ChannelOption.SO_SNDBUF,
                ChannelOption.SO_LINGER,
                WebRtcChannelOption.MODE,
                WebRtcChannelOption.LABEL,
                WebRtcChannelOption.PROTOCOL,
                WebRtcChannelOption.ORDERED,
                WebRtcChannelOption.MAX_RETRANSMITS,
                WebRtcChannelOption.MAX_PACKET_LIFE_TIME,
                WebRtcChannelOption.PRIORITY);
    }

    @Override
    @SuppressWarnings("unchecked") // the option's own type
    public <T> T getOption(ChannelOption<T> option) {
        Object value = ownOption(option);
        return value == null ? super.getOption(option) : (T) value;
    }

    private Object ownOption(ChannelOption<?> option) {
        if (option.equals(ChannelOption.SO_SNDBUF)) {
            return sendMarkBytes;
        } else if (option.equals(ChannelOption.SO_LINGER)) {
            return lingerSeconds;
        } else if (option.equals(WebRtcChannelOption.MODE)) {
            return mode;
        } else if (option.equals(WebRtcChannelOption.LABEL)) {
            return label;
        } else if (option.equals(WebRtcChannelOption.PROTOCOL)) {
            return protocol;
        } else if (option.equals(WebRtcChannelOption.ORDERED)) {
            return ordered;
        } else if (option.equals(WebRtcChannelOption.MAX_RETRANSMITS)) {
            return maxRetransmits;
        } else if (option.equals(WebRtcChannelOption.MAX_PACKET_LIFE_TIME)) {
            return maxPacketLifeTime;
        } else if (option.equals(WebRtcChannelOption.PRIORITY)) {
            return priority;
        }
        return null;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option.equals(ChannelOption.SO_SNDBUF)) {
            sendMarkBytes = inRange((Integer) value, 1, MAX_SEND_MARK_BYTES, option);
        } else if (option.equals(ChannelOption.SO_LINGER)) {
            lingerSeconds = inRange((Integer) value, 0, 3_600, option);
        } else if (option.equals(WebRtcChannelOption.MODE)) {
            mode = (WebRtcChannelMode) value;
        } else if (option.equals(WebRtcChannelOption.LABEL)) {
            label = beforeConnecting((String) value);
        } else if (option.equals(WebRtcChannelOption.PROTOCOL)) {
            protocol = beforeConnecting((String) value);
        } else if (option.equals(WebRtcChannelOption.ORDERED)) {
            ordered = beforeConnecting((Boolean) value);
        } else if (option.equals(WebRtcChannelOption.MAX_RETRANSMITS)) {
            maxRetransmits = inRange(beforeConnecting((Integer) value), -1, 0xFFFF, option);
        } else if (option.equals(WebRtcChannelOption.MAX_PACKET_LIFE_TIME)) {
            maxPacketLifeTime = inRange(beforeConnecting((Integer) value), -1, 0xFFFF, option);
        } else if (option.equals(WebRtcChannelOption.PRIORITY)) {
            priority = beforeConnecting((RtcPriorityType) value);
        } else {
            return super.setOption(option, value);
        }
        return true;
    }

    private <T> T beforeConnecting(T value) {
        if (webRtcChannel.hasDataChannel()) {
            throw new IllegalStateException("the data channel is made already");
        }
        return Objects.requireNonNull(value);
    }

    private static int inRange(int value, int min, int max, ChannelOption<?> option) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    option + ": " + value + " is not in " + min + ".." + max);
        }
        return value;
    }

    @Override
    protected void autoReadCleared() {
        webRtcChannel.clearReadPending();
    }
}
