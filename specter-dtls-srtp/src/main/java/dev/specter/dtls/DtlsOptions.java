package dev.specter.dtls;

import dev.specter.dtls.handshake.WebRtcTlsCrypto;
import dev.specter.srtp.SrtpProfile;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/** How a {@link DtlsTransport} behaves. Immutable. */
public final class DtlsOptions {
    private final Certificate certificate;
    private final List<SrtpProfile> srtpProfiles;
    private final int mtuBytes;
    private final int receiveLimitBytes;
    private final Duration handshakeTimeout;
    private final Duration resendTime;
    private final int heldDatagrams;
    private final int heldBytes;
    private final WebRtcTlsCrypto crypto;

    /** Shared by all that have no randomness of their own; it caches what the JDK can do. */
    private static final class SharedCrypto {
        private static final WebRtcTlsCrypto INSTANCE = new WebRtcTlsCrypto(new SecureRandom());
    }

    private DtlsOptions(Builder builder) {
        this.certificate = builder.certificate;
        this.srtpProfiles = builder.srtpProfiles;
        this.mtuBytes = builder.mtuBytes;
        this.receiveLimitBytes = builder.receiveLimitBytes;
        this.handshakeTimeout = builder.handshakeTimeout;
        this.resendTime = builder.resendTime;
        this.heldDatagrams = builder.heldDatagrams;
        this.heldBytes = builder.heldBytes;
        this.crypto =
                builder.random == null
                        ? SharedCrypto.INSTANCE
                        : new WebRtcTlsCrypto(builder.random);
    }

    /**
     * Starts from the defaults.
     *
     * @param certificate what to present to the peer
     */
    public static Builder builder(Certificate certificate) {
        return new Builder(certificate);
    }

    /** What is presented to the peer. */
    public Certificate certificate() {
        return certificate;
    }

    /** SRTP profiles, the preferred one first; empty to do without {@code use_srtp}. */
    public List<SrtpProfile> srtpProfiles() {
        return srtpProfiles;
    }

    /** Bytes of the longest datagram that is sent. */
    public int mtuBytes() {
        return mtuBytes;
    }

    /** Bytes of the longest datagram that is taken. */
    public int receiveLimitBytes() {
        return receiveLimitBytes;
    }

    /** After how long a handshake is given up. */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** How long to wait for an answer before a flight is first sent again; doubles each time. */
    public Duration resendTime() {
        return resendTime;
    }

    /** Datagrams held until they can be processed. */
    public int heldDatagrams() {
        return heldDatagrams;
    }

    /** Bytes of datagrams held until they can be processed. */
    public int heldBytes() {
        return heldBytes;
    }

    WebRtcTlsCrypto crypto() {
        return crypto;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final Certificate certificate;
        private List<SrtpProfile> srtpProfiles =
                List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AES_CM_128_HMAC_SHA1_80);
        private int mtuBytes = 1200;
        private int receiveLimitBytes = 16 * 1024 + 512;
        private Duration handshakeTimeout = Duration.ofSeconds(30);
        private Duration resendTime = Duration.ofMillis(100);
        private int heldDatagrams = 64;
        private int heldBytes = 64 * 1024;
        private SecureRandom random;

        private Builder(Certificate certificate) {
            this.certificate = Objects.requireNonNull(certificate);
        }

        /**
         * SRTP profiles, the preferred one first. By default AEAD_AES_128_GCM, then
         * AES_CM_128_HMAC_SHA1_80. An empty list does without {@code use_srtp}.
         *
         * @throws IllegalArgumentException when one occurs twice
         */
        public Builder srtpProfiles(List<SrtpProfile> profiles) {
            List<SrtpProfile> copy = List.copyOf(profiles);
            if (!copy.isEmpty() && EnumSet.copyOf(copy).size() != copy.size()) {
                throw new IllegalArgumentException("SRTP profile twice");
            }
            srtpProfiles = copy;
            return this;
        }

        /**
         * Bytes of the longest datagram to send, UDP payload; 1200 by default, 128 to 16384.
         *
         * @throws IllegalArgumentException when out of range
         */
        public Builder mtuBytes(int bytes) {
            mtuBytes = inRange("mtuBytes", bytes, 128, 16_384);
            return this;
        }

        /**
         * Bytes of the longest datagram to take; longer ones are dropped. 16,896 by default, 1500
         * to 65535.
         *
         * @throws IllegalArgumentException when out of range
         */
        public Builder receiveLimitBytes(int bytes) {
            receiveLimitBytes = inRange("receiveLimitBytes", bytes, 1500, 65_535);
            return this;
        }

        /**
         * After how long a handshake is given up, counted from the client's first or the server's
         * first received ClientHello. 30 s by default.
         *
         * @throws IllegalArgumentException when not positive
         */
        public Builder handshakeTimeout(Duration timeout) {
            handshakeTimeout = positive("handshakeTimeout", timeout);
            return this;
        }

        /**
         * How long to wait before a flight is sent again; doubles each time. 100 ms by default.
         *
         * @throws IllegalArgumentException when not positive
         */
        public Builder resendTime(Duration time) {
            resendTime = positive("resendTime", time);
            return this;
        }

        /**
         * Bounds of what is held of the peer's datagrams before start and during the handshake: 64
         * datagrams, 65,536 bytes by default. What comes on top is dropped and counted.
         *
         * @throws IllegalArgumentException when not positive
         */
        public Builder held(int datagrams, int bytes) {
            heldDatagrams = inRange("heldDatagrams", datagrams, 1, 1 << 16);
            heldBytes = inRange("heldBytes", bytes, 1, 1 << 26);
            return this;
        }

        /** Where keys and nonces come from; a shared {@link SecureRandom} by default. */
        public Builder random(SecureRandom source) {
            random = Objects.requireNonNull(source);
            return this;
        }

        /** The options. */
        public DtlsOptions build() {
            return new DtlsOptions(this);
        }

        private static int inRange(String name, int value, int low, int high) {
            if (value < low || value > high) {
                throw new IllegalArgumentException(name + ": " + value);
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.toMillis() == 0 || value.toDays() > 1) {
                throw new IllegalArgumentException(name + ": " + value);
            }
            return value;
        }
    }
}
