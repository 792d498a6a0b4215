package dev.specter.webrtc.negotiation;

import dev.specter.common.Bytes;
import dev.specter.dtls.DtlsRole;
import dev.specter.sdp.SdpLimits;
import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcMediaEngine;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a {@link Negotiator} is told once. Immutable.
 *
 * @param mediaEngine the codecs and header extensions to negotiate
 * @param bundlePolicy how many transports an offer has
 * @param answererRole the DTLS role to take in an answer if the offer leaves the choice
 * @param iceParameters where local ICE credentials come from
 * @param random a secure source of SSRCs, session and track identifiers
 * @param sctpPort the port to announce
 * @param maxMessageSizeBytes the largest data channel message to announce; 0 for any
 * @param sctpInit our SCTP INIT chunk to announce (draft-hancke-tsvwg-snap-00); empty for none
 * @param sdpLimits how large a description may be
 * @param maxRemoteCandidates candidates of the peer held per m-section until they can be used
 */
public record NegotiatorOptions(
        RtcMediaEngine mediaEngine,
        RtcBundlePolicy bundlePolicy,
        DtlsRole answererRole,
        IceParametersSource iceParameters,
        RandomGenerator random,
        int sctpPort,
        long maxMessageSizeBytes,
        Supplier<Optional<Bytes>> sctpInit,
        SdpLimits sdpLimits,
        int maxRemoteCandidates) {

    /** Checks that nothing is null. */
    public NegotiatorOptions {
        Objects.requireNonNull(mediaEngine, "mediaEngine");
        Objects.requireNonNull(bundlePolicy, "bundlePolicy");
        Objects.requireNonNull(answererRole, "answererRole");
        Objects.requireNonNull(iceParameters, "iceParameters");
        Objects.requireNonNull(random, "random");
        Objects.requireNonNull(sctpInit, "sctpInit");
        Objects.requireNonNull(sdpLimits, "sdpLimits");
    }

    /**
     * The defaults: {@link RtcMediaEngine#defaults()}, balanced, DTLS client when answering, random
     * credentials, SCTP port 5000, messages of 256 KiB, 100 held candidates per m-section.
     *
     * @param random a secure source
     */
    public static NegotiatorOptions defaults(RandomGenerator random) {
        return new NegotiatorOptions(
                RtcMediaEngine.defaults(),
                RtcBundlePolicy.BALANCED,
                DtlsRole.CLIENT,
                IceParametersSource.random(random),
                random,
                5000,
                262_144,
                Optional::empty,
                SdpLimits.DEFAULTS,
                100);
    }

    /** The same with another media engine. */
    public NegotiatorOptions withMediaEngine(RtcMediaEngine value) {
        return new NegotiatorOptions(
                value,
                bundlePolicy,
                answererRole,
                iceParameters,
                random,
                sctpPort,
                maxMessageSizeBytes,
                sctpInit,
                sdpLimits,
                maxRemoteCandidates);
    }

    /** The same with another BUNDLE policy. */
    public NegotiatorOptions withBundlePolicy(RtcBundlePolicy value) {
        return new NegotiatorOptions(
                mediaEngine,
                value,
                answererRole,
                iceParameters,
                random,
                sctpPort,
                maxMessageSizeBytes,
                sctpInit,
                sdpLimits,
                maxRemoteCandidates);
    }

    /** The same with another DTLS role for answers. */
    public NegotiatorOptions withAnswererRole(DtlsRole value) {
        return new NegotiatorOptions(
                mediaEngine,
                bundlePolicy,
                value,
                iceParameters,
                random,
                sctpPort,
                maxMessageSizeBytes,
                sctpInit,
                sdpLimits,
                maxRemoteCandidates);
    }

    /** The same with another source of ICE credentials. */
    public NegotiatorOptions withIceParameters(IceParametersSource value) {
        return new NegotiatorOptions(
                mediaEngine,
                bundlePolicy,
                answererRole,
                value,
                random,
                sctpPort,
                maxMessageSizeBytes,
                sctpInit,
                sdpLimits,
                maxRemoteCandidates);
    }

    /** The same with another message size to announce. */
    public NegotiatorOptions withMaxMessageSizeBytes(long value) {
        return new NegotiatorOptions(
                mediaEngine,
                bundlePolicy,
                answererRole,
                iceParameters,
                random,
                sctpPort,
                value,
                sctpInit,
                sdpLimits,
                maxRemoteCandidates);
    }

    /** The same with an SCTP INIT chunk to announce. */
    public NegotiatorOptions withSctpInit(Supplier<Optional<Bytes>> value) {
        return new NegotiatorOptions(
                mediaEngine,
                bundlePolicy,
                answererRole,
                iceParameters,
                random,
                sctpPort,
                maxMessageSizeBytes,
                value,
                sdpLimits,
                maxRemoteCandidates);
    }
}
