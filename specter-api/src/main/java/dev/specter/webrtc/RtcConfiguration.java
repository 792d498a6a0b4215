package dev.specter.webrtc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Configuration of a peer connection (webrtc-pc, section 4.2.1). Immutable.
 *
 * @param iceServers STUN and TURN servers; default none
 * @param iceTransportPolicy which candidates may be used; default all
 * @param bundlePolicy how media sections share transports; default balanced
 * @param rtcpMuxPolicy always require
 * @param certificates the certificates to prove our identity with; when empty, one is made
 * @param iceCandidatePoolSize transports that gather before they are needed, 0 to 255; default 0
 */
public record RtcConfiguration(
        List<RtcIceServer> iceServers,
        RtcIceTransportPolicy iceTransportPolicy,
        RtcBundlePolicy bundlePolicy,
        RtcRtcpMuxPolicy rtcpMuxPolicy,
        List<RtcCertificate> certificates,
        int iceCandidatePoolSize) {

    /** Copies the lists and checks the ranges. */
    public RtcConfiguration {
        iceServers = List.copyOf(iceServers);
        certificates = List.copyOf(certificates);
        Objects.requireNonNull(iceTransportPolicy);
        Objects.requireNonNull(bundlePolicy);
        Objects.requireNonNull(rtcpMuxPolicy);
        if (iceCandidatePoolSize < 0 || iceCandidatePoolSize > 255) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR, "iceCandidatePoolSize: " + iceCandidatePoolSize);
        }
    }

    /** All defaults. */
    public static RtcConfiguration defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with this one. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.iceServers.addAll(iceServers);
        builder.certificates.addAll(certificates);
        builder.iceTransportPolicy = iceTransportPolicy;
        builder.bundlePolicy = bundlePolicy;
        builder.iceCandidatePoolSize = iceCandidatePoolSize;
        return builder;
    }

    /** Builds configurations. Not thread-safe. */
    public static final class Builder {
        private final List<RtcIceServer> iceServers = new ArrayList<>();
        private final List<RtcCertificate> certificates = new ArrayList<>();
        private RtcIceTransportPolicy iceTransportPolicy = RtcIceTransportPolicy.ALL;
        private RtcBundlePolicy bundlePolicy = RtcBundlePolicy.BALANCED;
        private int iceCandidatePoolSize;

        private Builder() {}

        /** Takes these servers in place of those there are. */
        public Builder iceServers(List<RtcIceServer> servers) {
            iceServers.clear();
            iceServers.addAll(servers);
            return this;
        }

        /** Adds a server without credentials. */
        public Builder iceServer(String url) {
            return iceServer(RtcIceServer.of(url));
        }

        /** Adds a server. */
        public Builder iceServer(RtcIceServer server) {
            iceServers.add(server);
            return this;
        }

        /** See {@link RtcConfiguration#iceTransportPolicy()}. */
        public Builder iceTransportPolicy(RtcIceTransportPolicy policy) {
            iceTransportPolicy = policy;
            return this;
        }

        /** See {@link RtcConfiguration#bundlePolicy()}. */
        public Builder bundlePolicy(RtcBundlePolicy policy) {
            bundlePolicy = policy;
            return this;
        }

        /** Adds a certificate. */
        public Builder certificate(RtcCertificate certificate) {
            certificates.add(certificate);
            return this;
        }

        /** See {@link RtcConfiguration#iceCandidatePoolSize()}. */
        public Builder iceCandidatePoolSize(int size) {
            iceCandidatePoolSize = size;
            return this;
        }

        /** The configuration. */
        public RtcConfiguration build() {
            return new RtcConfiguration(
                    iceServers,
                    iceTransportPolicy,
                    bundlePolicy,
                    RtcRtcpMuxPolicy.REQUIRE,
                    certificates,
                    iceCandidatePoolSize);
        }
    }
}
