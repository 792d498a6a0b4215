package dev.specter.sctp;

import java.time.Duration;
import java.util.Objects;

/**
 * Protocol parameters and bounds of an association (RFC 9260, section 16). Immutable; {@link
 * #builder()} makes one, {@link #defaults()} fits WebRTC.
 */
public final class SctpOptions {
    private static final SctpOptions DEFAULTS = builder().build();

    private final int localPort;
    private final int remotePort;
    private final int mtuBytes;
    private final int outgoingStreams;
    private final int incomingStreams;
    private final int receiveWindowBytes;
    private final int maxReceiveMessageBytes;
    private final long maxSendMessageBytes;
    private final long sendBufferBytes;
    private final int reorderWindow;
    private final Duration rtoInitial;
    private final Duration rtoMin;
    private final Duration rtoMax;
    private final Duration sackDelay;
    private final Duration cookieLifetime;
    private final Duration heartbeatInterval;
    private final int maxRetransmits;
    private final int maxInitRetransmits;
    private final int initialCwndPackets;
    private final int maxBurstPackets;
    private final int maxMtuBytes;
    private final boolean interleaving;
    private final boolean zeroChecksum;
    private final StreamScheduling streamScheduling;
    private final LossDetection lossDetection;
    private final long reassemblyBytes;
    private final ReceiveBudget receiveBudget;

    private SctpOptions(Builder builder) {
        localPort = builder.localPort;
        remotePort = builder.remotePort;
        mtuBytes = builder.mtuBytes;
        outgoingStreams = builder.outgoingStreams;
        incomingStreams = builder.incomingStreams;
        receiveWindowBytes = builder.receiveWindowBytes;
        maxReceiveMessageBytes = builder.maxReceiveMessageBytes;
        maxSendMessageBytes = builder.maxSendMessageBytes;
        sendBufferBytes = builder.sendBufferBytes;
        reorderWindow = builder.reorderWindow;
        rtoInitial = builder.rtoInitial;
        rtoMin = builder.rtoMin;
        rtoMax = builder.rtoMax;
        sackDelay = builder.sackDelay;
        cookieLifetime = builder.cookieLifetime;
        heartbeatInterval = builder.heartbeatInterval;
        maxRetransmits = builder.maxRetransmits;
        maxInitRetransmits = builder.maxInitRetransmits;
        initialCwndPackets = builder.initialCwndPackets;
        maxBurstPackets = builder.maxBurstPackets;
        maxMtuBytes = builder.maxMtuBytes;
        interleaving = builder.interleaving;
        zeroChecksum = builder.zeroChecksum;
        streamScheduling = builder.streamScheduling;
        lossDetection = builder.lossDetection;
        reassemblyBytes = builder.reassemblyBytes;
        receiveBudget = builder.receiveBudget;
    }

    /** The defaults, fit for WebRTC. */
    public static SctpOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that holds the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these options. */
    public Builder toBuilder() {
        var copy = new Builder();
        copy.localPort = localPort;
        copy.remotePort = remotePort;
        copy.mtuBytes = mtuBytes;
        copy.outgoingStreams = outgoingStreams;
        copy.incomingStreams = incomingStreams;
        copy.receiveWindowBytes = receiveWindowBytes;
        copy.maxReceiveMessageBytes = maxReceiveMessageBytes;
        copy.maxSendMessageBytes = maxSendMessageBytes;
        copy.sendBufferBytes = sendBufferBytes;
        copy.reorderWindow = reorderWindow;
        copy.rtoInitial = rtoInitial;
        copy.rtoMin = rtoMin;
        copy.rtoMax = rtoMax;
        copy.sackDelay = sackDelay;
        copy.cookieLifetime = cookieLifetime;
        copy.heartbeatInterval = heartbeatInterval;
        copy.maxRetransmits = maxRetransmits;
        copy.maxInitRetransmits = maxInitRetransmits;
        copy.initialCwndPackets = initialCwndPackets;
        copy.maxBurstPackets = maxBurstPackets;
        copy.maxMtuBytes = maxMtuBytes;
        copy.interleaving = interleaving;
        copy.zeroChecksum = zeroChecksum;
        copy.streamScheduling = streamScheduling;
        copy.lossDetection = lossDetection;
        copy.reassemblyBytes = reassemblyBytes;
        copy.receiveBudget = receiveBudget;
        return copy;
    }

    /** SCTP port of this end (RFC 8841: {@code a=sctp-port}), 1 to 65,535; default 5000. */
    public int localPort() {
        return localPort;
    }

    /** SCTP port of the peer, 1 to 65,535; default 5000. */
    public int remotePort() {
        return remotePort;
    }

    /**
     * Largest SCTP packet sent, header included, 512 to 65,535; default 1,200, so that the DTLS
     * record fits any path that WebRTC uses.
     */
    public int mtuBytes() {
        return mtuBytes;
    }

    /** Streams asked for, 1 to 65,535; default 65,535; memory goes with use. */
    public int outgoingStreams() {
        return outgoingStreams;
    }

    /** Streams the peer may use at most, 1 to 65,535; default 65,535. */
    public int incomingStreams() {
        return incomingStreams;
    }

    /**
     * Window announced when nothing waits, at least four packets; default 2 MiB. Messages may be
     * larger ({@link #reassemblyBytes()}).
     */
    public int receiveWindowBytes() {
        return receiveWindowBytes;
    }

    /**
     * Largest message accepted; a larger one aborts the association, since the session description
     * forbids it; default 256 KiB.
     */
    public int maxReceiveMessageBytes() {
        return maxReceiveMessageBytes;
    }

    /**
     * Largest message the peer accepts, until {@link SctpAssociation#maxSendMessageBytes} says
     * otherwise; default 256 KiB.
     */
    public long maxSendMessageBytes() {
        return maxSendMessageBytes;
    }

    /**
     * Payload bytes of messages held for sending or acknowledgement, beyond which no further
     * message is taken; default 16 MiB.
     */
    public long sendBufferBytes() {
        return sendBufferBytes;
    }

    /**
     * TSNs beyond the cumulative one that are kept, 64 to 65,535 (the reach of a gap block);
     * default 32,768.
     */
    public int reorderWindow() {
        return reorderWindow;
    }

    /** RTO before the first measurement, and T1; default 500 ms (RFC 9260, section 16: 1 s). */
    public Duration rtoInitial() {
        return rtoInitial;
    }

    /**
     * RTO.Min; default 300 ms, safely above the 200 ms that peers may delay a SACK (RFC 9260,
     * section 16: 1 s).
     */
    public Duration rtoMin() {
        return rtoMin;
    }

    /**
     * RTO.Max; default 10 s, since paths of a peer connection that are silent for longer have
     * failed (RFC 9260, section 16: 60 s).
     */
    public Duration rtoMax() {
        return rtoMax;
    }

    /** Longest delay of a SACK, at most 500 ms; default 100 ms (RFC 9260, section 6.2). */
    public Duration sackDelay() {
        return sackDelay;
    }

    /** Valid.Cookie.Life; default 60 s. */
    public Duration cookieLifetime() {
        return cookieLifetime;
    }

    /** HB.Interval; default 30 s; zero sends none. */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** Association.Max.Retrans; default 10. */
    public int maxRetransmits() {
        return maxRetransmits;
    }

    /** Max.Init.Retransmits; default 8. */
    public int maxInitRetransmits() {
        return maxInitRetransmits;
    }

    /**
     * Initial congestion window in packets, 1 to 64; default 10 (RFC 9260, section 7.2.1, would
     * give 4).
     */
    public int initialCwndPackets() {
        return initialCwndPackets;
    }

    /** New packets beyond the acknowledgement clock that may leave at one time; default 16. */
    public int maxBurstPackets() {
        return maxBurstPackets;
    }

    /**
     * Largest SCTP packet that is looked for on the path (RFC 8899), up to 65,535; default 0: no
     * search, packets have at most {@link #mtuBytes()}. What carries the packets must let larger
     * ones go.
     */
    public int maxMtuBytes() {
        return maxMtuBytes;
    }

    /**
     * Whether fragments of messages may alternate with those of other streams (RFC 8260), if the
     * peer can; default true.
     */
    public boolean interleaving() {
        return interleaving;
    }

    /**
     * Whether packets go without checksum, if the peer agrees (RFC 9653): DTLS has a better one;
     * default true.
     */
    public boolean zeroChecksum() {
        return zeroChecksum;
    }

    /** Whose turn it is when several streams wait; default weighted fair. */
    public StreamScheduling streamScheduling() {
        return streamScheduling;
    }

    /** How losses are found; default RACK. */
    public LossDetection lossDetection() {
        return lossDetection;
    }

    /**
     * Payload bytes of unfinished messages that are kept beyond the window, so that messages larger
     * than it arrive; at least one message of {@link #maxReceiveMessageBytes()}; default 16 MiB.
     */
    public long reassemblyBytes() {
        return reassemblyBytes;
    }

    /**
     * What received bytes of this association are counted against beyond one largest message, with
     * those of others; default none.
     */
    public ReceiveBudget receiveBudget() {
        return receiveBudget;
    }

    /** Collects options; what is not set has its default. Not thread-safe. */
    public static final class Builder {
        private int localPort = 5000;
        private int remotePort = 5000;
        private int mtuBytes = 1200;
        private int outgoingStreams = 65_535;
        private int incomingStreams = 65_535;
        private int receiveWindowBytes = 2 * 1024 * 1024;
        private int maxReceiveMessageBytes = 256 * 1024;
        private long maxSendMessageBytes = 256 * 1024L;
        private long sendBufferBytes = 16 * 1024 * 1024L;
        private int reorderWindow = 32_768;
        private Duration rtoInitial = Duration.ofMillis(500);
        private Duration rtoMin = Duration.ofMillis(300);
        private Duration rtoMax = Duration.ofSeconds(10);
        private Duration sackDelay = Duration.ofMillis(100);
        private Duration cookieLifetime = Duration.ofSeconds(60);
        private Duration heartbeatInterval = Duration.ofSeconds(30);
        private int maxRetransmits = 10;
        private int maxInitRetransmits = 8;
        private int initialCwndPackets = 10;
        private int maxBurstPackets = 16;
        private int maxMtuBytes = 0;
        private boolean interleaving = true;
        private boolean zeroChecksum = true;
        private StreamScheduling streamScheduling = StreamScheduling.WEIGHTED_FAIR;
        private LossDetection lossDetection = LossDetection.RACK;
        private long reassemblyBytes = 16 * 1024 * 1024L;
        private ReceiveBudget receiveBudget = ReceiveBudget.UNLIMITED;

        private Builder() {}

        /** Sets {@link SctpOptions#localPort()}. */
        public Builder localPort(int value) {
            localPort = value;
            return this;
        }

        /** Sets {@link SctpOptions#remotePort()}. */
        public Builder remotePort(int value) {
            remotePort = value;
            return this;
        }

        /** Sets {@link SctpOptions#mtuBytes()}. */
        public Builder mtuBytes(int value) {
            mtuBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#outgoingStreams()}. */
        public Builder outgoingStreams(int value) {
            outgoingStreams = value;
            return this;
        }

        /** Sets {@link SctpOptions#incomingStreams()}. */
        public Builder incomingStreams(int value) {
            incomingStreams = value;
            return this;
        }

        /** Sets {@link SctpOptions#receiveWindowBytes()}. */
        public Builder receiveWindowBytes(int value) {
            receiveWindowBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#maxReceiveMessageBytes()}. */
        public Builder maxReceiveMessageBytes(int value) {
            maxReceiveMessageBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#maxSendMessageBytes()}. */
        public Builder maxSendMessageBytes(long value) {
            maxSendMessageBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#sendBufferBytes()}. */
        public Builder sendBufferBytes(long value) {
            sendBufferBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#reorderWindow()}. */
        public Builder reorderWindow(int value) {
            reorderWindow = value;
            return this;
        }

        /** Sets {@link SctpOptions#rtoInitial()}. */
        public Builder rtoInitial(Duration value) {
            rtoInitial = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#rtoMin()}. */
        public Builder rtoMin(Duration value) {
            rtoMin = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#rtoMax()}. */
        public Builder rtoMax(Duration value) {
            rtoMax = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#sackDelay()}. */
        public Builder sackDelay(Duration value) {
            sackDelay = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#cookieLifetime()}. */
        public Builder cookieLifetime(Duration value) {
            cookieLifetime = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#heartbeatInterval()}. */
        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#maxRetransmits()}. */
        public Builder maxRetransmits(int value) {
            maxRetransmits = value;
            return this;
        }

        /** Sets {@link SctpOptions#maxInitRetransmits()}. */
        public Builder maxInitRetransmits(int value) {
            maxInitRetransmits = value;
            return this;
        }

        /** Sets {@link SctpOptions#initialCwndPackets()}. */
        public Builder initialCwndPackets(int value) {
            initialCwndPackets = value;
            return this;
        }

        /** Sets {@link SctpOptions#maxBurstPackets()}. */
        public Builder maxBurstPackets(int value) {
            maxBurstPackets = value;
            return this;
        }

        /** Sets {@link SctpOptions#maxMtuBytes()}. */
        public Builder maxMtuBytes(int value) {
            maxMtuBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#interleaving()}. */
        public Builder interleaving(boolean value) {
            interleaving = value;
            return this;
        }

        /** Sets {@link SctpOptions#zeroChecksum()}. */
        public Builder zeroChecksum(boolean value) {
            zeroChecksum = value;
            return this;
        }

        /** Sets {@link SctpOptions#streamScheduling()}. */
        public Builder streamScheduling(StreamScheduling value) {
            streamScheduling = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#lossDetection()}. */
        public Builder lossDetection(LossDetection value) {
            lossDetection = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link SctpOptions#reassemblyBytes()}. */
        public Builder reassemblyBytes(long value) {
            reassemblyBytes = value;
            return this;
        }

        /** Sets {@link SctpOptions#receiveBudget()}. */
        public Builder receiveBudget(ReceiveBudget value) {
            receiveBudget = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Makes the options.
         *
         * @return what was set
         * @throws IllegalArgumentException for a value out of its range
         */
        public SctpOptions build() {
            requireRange(localPort, 1, 65_535, "localPort");
            requireRange(remotePort, 1, 65_535, "remotePort");
            requireRange(mtuBytes, 512, 65_535, "mtuBytes");
            requireRange(outgoingStreams, 1, 65_535, "outgoingStreams");
            requireRange(incomingStreams, 1, 65_535, "incomingStreams");
            requireRange(maxReceiveMessageBytes, 1, 1 << 30, "maxReceiveMessageBytes");
            requireRange(
                    receiveWindowBytes, 4L * mtuBytes, Integer.MAX_VALUE / 2, "receiveWindowBytes");
            requireRange(maxSendMessageBytes, 1, Integer.MAX_VALUE, "maxSendMessageBytes");
            requireRange(sendBufferBytes, 1, Long.MAX_VALUE / 2, "sendBufferBytes");
            requireRange(reorderWindow, 64, 65_535, "reorderWindow");
            requirePositive(rtoInitial, "rtoInitial");
            requirePositive(rtoMin, "rtoMin");
            if (rtoMax.compareTo(rtoMin) < 0) {
                throw new IllegalArgumentException("rtoMax: " + rtoMax);
            }
            requirePositive(cookieLifetime, "cookieLifetime");
            if (sackDelay.isNegative() || sackDelay.toMillis() > 500) {
                throw new IllegalArgumentException("sackDelay: " + sackDelay);
            }
            if (heartbeatInterval.isNegative()) {
                throw new IllegalArgumentException("heartbeatInterval: " + heartbeatInterval);
            }
            requireRange(maxRetransmits, 0, 1_000, "maxRetransmits");
            requireRange(maxInitRetransmits, 0, 1_000, "maxInitRetransmits");
            requireRange(initialCwndPackets, 1, 64, "initialCwndPackets");
            requireRange(maxBurstPackets, 1, 100_000, "maxBurstPackets");
            requireRange(maxMtuBytes, 0, 65_535, "maxMtuBytes");
            requireRange(reassemblyBytes, 0, Long.MAX_VALUE / 2, "reassemblyBytes");
            return new SctpOptions(this);
        }

        private static void requireRange(long value, long min, long max, String name) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        name + ": " + value + " is not in " + min + ".." + max);
            }
        }

        private static void requirePositive(Duration value, String name) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + ": " + value);
            }
        }
    }
}
