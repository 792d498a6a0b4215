package dev.specter.webrtc;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One object of a statistics report (webrtc-stats). Members have W3C names, units and meaning; what
 * is not known is empty, and absent in JSON. Immutable.
 */
public sealed interface RtcStats {
    /** Identifies the object within reports of one connection. */
    String id();

    /** The W3C {@code RTCStatsType}. */
    String type();

    /**
     * The whole connection.
     *
     * @param id see {@link RtcStats#id()}
     * @param dataChannelsOpened channels that have opened
     * @param dataChannelsClosed of those, the closed ones
     */
    record PeerConnection(String id, long dataChannelsOpened, long dataChannelsClosed)
            implements RtcStats {
        @Override
        public String type() {
            return "peer-connection";
        }
    }

    /**
     * A transport: ICE, DTLS and what they carry.
     *
     * @param id see {@link RtcStats#id()}
     * @param packetsSent datagrams sent, ICE's own excluded
     * @param packetsReceived datagrams received, ICE's own excluded
     * @param bytesSent their bytes
     * @param bytesReceived their bytes
     * @param iceRole {@code controlling} or {@code controlled}
     * @param iceLocalUsernameFragment ufrag of the current generation
     * @param iceState state of the ICE transport
     * @param dtlsState state of the DTLS transport
     * @param selectedCandidatePairId the {@link CandidatePair} in use
     * @param localCertificateId our {@link Certificate}
     * @param remoteCertificateId the peer's {@link Certificate}
     * @param tlsVersion for example {@code FEFD}
     * @param dtlsCipher cipher suite
     * @param dtlsRole {@code client}, {@code server} or {@code unknown}
     * @param srtpCipher SRTP protection profile
     */
    record Transport(
            String id,
            long packetsSent,
            long packetsReceived,
            long bytesSent,
            long bytesReceived,
            Optional<String> iceRole,
            String iceLocalUsernameFragment,
            String iceState,
            String dtlsState,
            Optional<String> selectedCandidatePairId,
            String localCertificateId,
            Optional<String> remoteCertificateId,
            Optional<String> tlsVersion,
            Optional<String> dtlsCipher,
            String dtlsRole,
            Optional<String> srtpCipher)
            implements RtcStats {
        @Override
        public String type() {
            return "transport";
        }

        Transport closed() {
            return new Transport(
                    id,
                    packetsSent,
                    packetsReceived,
                    bytesSent,
                    bytesReceived,
                    iceRole,
                    iceLocalUsernameFragment,
                    RtcIceTransportState.CLOSED.toString(),
                    RtcDtlsTransportState.CLOSED.toString(),
                    selectedCandidatePairId,
                    localCertificateId,
                    remoteCertificateId,
                    tlsVersion,
                    dtlsCipher,
                    dtlsRole,
                    srtpCipher);
        }
    }

    /**
     * A certificate.
     *
     * @param id see {@link RtcStats#id()}
     * @param fingerprint upper-case hexadecimal with colons
     * @param fingerprintAlgorithm for example {@code sha-256}
     * @param base64Certificate its DER form
     * @param issuerCertificateId the next one of the chain that the peer sent
     */
    record Certificate(
            String id,
            String fingerprint,
            String fingerprintAlgorithm,
            String base64Certificate,
            Optional<String> issuerCertificateId)
            implements RtcStats {
        @Override
        public String type() {
            return "certificate";
        }
    }

    /**
     * An ICE candidate.
     *
     * @param id see {@link RtcStats#id()}
     * @param type {@code local-candidate} or {@code remote-candidate}
     * @param transportId its {@link Transport}
     * @param address IP address or name
     * @param port its port
     * @param protocol {@code udp} or {@code tcp}
     * @param candidateType {@code host}, {@code srflx}, {@code prflx} or {@code relay}
     * @param priority u32
     * @param foundation groups similar candidates
     * @param url the server that showed or gave a local candidate
     * @param relayProtocol how that server is spoken to where it relays: {@code udp}, {@code tcp}
     *     or {@code tls}
     */
    record IceCandidate(
            String id,
            String type,
            String transportId,
            String address,
            int port,
            String protocol,
            String candidateType,
            long priority,
            String foundation,
            Optional<String> url,
            Optional<String> relayProtocol)
            implements RtcStats {}

    /**
     * A pair of candidates: the one in use, and the others of the check list.
     *
     * @param id see {@link RtcStats#id()}
     * @param transportId its {@link Transport}
     * @param localCandidateId a {@link IceCandidate}
     * @param remoteCandidateId a {@link IceCandidate}
     * @param state {@code frozen}, {@code waiting}, {@code in-progress}, {@code failed} or {@code
     *     succeeded}
     * @param nominated whether it is the pair in use; what follows is of that one, and 0 for others
     * @param bytesSent bytes of datagrams sent, ICE's own excluded
     * @param bytesReceived bytes of datagrams received, ICE's own excluded
     * @param currentRoundTripTime seconds, of the last answered consent check
     * @param totalRoundTripTime seconds, of all answered consent checks on the pair
     * @param requestsReceived STUN requests of the peer, over all pairs
     * @param requestsSent STUN requests of ours, over all pairs
     * @param responsesReceived answers to them
     * @param responsesSent answers of ours
     * @param consentRequestsSent consent checks sent
     */
    record CandidatePair(
            String id,
            String transportId,
            String localCandidateId,
            String remoteCandidateId,
            String state,
            boolean nominated,
            long bytesSent,
            long bytesReceived,
            OptionalDouble currentRoundTripTime,
            double totalRoundTripTime,
            long requestsReceived,
            long requestsSent,
            long responsesReceived,
            long responsesSent,
            long consentRequestsSent)
            implements RtcStats {
        @Override
        public String type() {
            return "candidate-pair";
        }
    }

    /**
     * A data channel.
     *
     * @param id see {@link RtcStats#id()}
     * @param label its label
     * @param protocol its protocol
     * @param dataChannelIdentifier its stream
     * @param state its state
     * @param messagesSent messages given to {@code send}
     * @param bytesSent their bytes
     * @param messagesReceived messages that came
     * @param bytesReceived their bytes
     */
    record DataChannel(
            String id,
            String label,
            String protocol,
            OptionalInt dataChannelIdentifier,
            String state,
            long messagesSent,
            long bytesSent,
            long messagesReceived,
            long bytesReceived)
            implements RtcStats {
        @Override
        public String type() {
            return "data-channel";
        }

        DataChannel closed() {
            return new DataChannel(
                    id,
                    label,
                    protocol,
                    dataChannelIdentifier,
                    RtcDataChannelState.CLOSED.toString(),
                    messagesSent,
                    bytesSent,
                    messagesReceived,
                    bytesReceived);
        }
    }

    /**
     * The SCTP association of a connection (webrtc-provisional-stats). What is beyond W3C: {@code
     * interleaving} and {@code zeroChecksum}.
     *
     * @param id see {@link RtcStats#id()}
     * @param transportId its {@link Transport}
     * @param smoothedRoundTripTime seconds; absent before the first measurement
     * @param congestionWindow bytes
     * @param receiverWindow bytes that the peer still takes
     * @param mtu bytes of the largest SCTP packet that is sent
     * @param unackData DATA chunks sent and not acknowledged
     * @param interleaving see {@link RtcSctpTransport#isInterleaved()}
     * @param zeroChecksum see {@link RtcSctpTransport#isZeroChecksum()}
     */
    record SctpTransport(
            String id,
            String transportId,
            OptionalDouble smoothedRoundTripTime,
            long congestionWindow,
            long receiverWindow,
            int mtu,
            int unackData,
            boolean interleaving,
            boolean zeroChecksum)
            implements RtcStats {
        @Override
        public String type() {
            return "sctp-transport";
        }
    }

    /**
     * A codec in use.
     *
     * @param id see {@link RtcStats#id()}
     * @param payloadType its payload type
     * @param transportId its {@link Transport}
     * @param mimeType for example {@code video/VP8}
     * @param clockRate Hz
     * @param channels of audio
     * @param sdpFmtpLine its format parameters
     */
    record Codec(
            String id,
            int payloadType,
            String transportId,
            String mimeType,
            int clockRate,
            OptionalInt channels,
            Optional<String> sdpFmtpLine)
            implements RtcStats {
        @Override
        public String type() {
            return "codec";
        }
    }

    /**
     * A stream that is sent.
     *
     * @param id see {@link RtcStats#id()}
     * @param ssrc its SSRC
     * @param kind {@code audio} or {@code video}
     * @param transportId its {@link Transport}
     * @param codecId its {@link Codec}
     * @param mid its m-section
     * @param rid its name among several encodings
     * @param encodingIndex its place among them, from 0
     * @param active whether the encoding is sent
     * @param mediaSourceId the {@link MediaSource}, while there is a track
     * @param remoteId the {@link RemoteInboundRtp}, once there is a report
     * @param packetsSent packets, retransmissions included
     * @param bytesSent payload bytes
     * @param headerBytesSent header and padding bytes
     * @param retransmittedPacketsSent retransmissions
     * @param retransmittedBytesSent their payload bytes
     * @param nackCount NACKs received
     * @param pliCount PLIs received
     * @param firCount FIRs received
     * @param framesSent frames sent
     */
    record OutboundRtp(
            String id,
            long ssrc,
            String kind,
            String transportId,
            String codecId,
            Optional<String> mid,
            Optional<String> rid,
            int encodingIndex,
            boolean active,
            Optional<String> mediaSourceId,
            Optional<String> remoteId,
            long packetsSent,
            long bytesSent,
            long headerBytesSent,
            long retransmittedPacketsSent,
            long retransmittedBytesSent,
            long nackCount,
            long pliCount,
            long firCount,
            long framesSent)
            implements RtcStats {
        @Override
        public String type() {
            return "outbound-rtp";
        }
    }

    /**
     * What the receiver of a stream reported.
     *
     * @param id see {@link RtcStats#id()}
     * @param ssrc the stream's SSRC
     * @param kind {@code audio} or {@code video}
     * @param transportId its {@link Transport}
     * @param codecId its {@link Codec}
     * @param localId the {@link OutboundRtp}
     * @param packetsReceived packets received since the start
     * @param packetsLost packets lost since the start
     * @param fractionLost of the packets since the report before
     * @param jitter seconds
     * @param roundTripTime seconds
     * @param totalRoundTripTime seconds
     * @param roundTripTimeMeasurements how many the total sums up
     * @param timestamp when the last report came, milliseconds since 1970
     */
    record RemoteInboundRtp(
            String id,
            long ssrc,
            String kind,
            String transportId,
            String codecId,
            String localId,
            long packetsReceived,
            long packetsLost,
            double fractionLost,
            double jitter,
            OptionalDouble roundTripTime,
            double totalRoundTripTime,
            long roundTripTimeMeasurements,
            double timestamp)
            implements RtcStats {
        @Override
        public String type() {
            return "remote-inbound-rtp";
        }
    }

    /**
     * A stream that is received.
     *
     * @param id see {@link RtcStats#id()}
     * @param ssrc its SSRC
     * @param kind {@code audio} or {@code video}
     * @param transportId its {@link Transport}
     * @param codecId its {@link Codec}
     * @param mid its m-section
     * @param trackIdentifier its track
     * @param remoteId the {@link RemoteOutboundRtp}, once there is a report
     * @param framesReceived frames put together, where the application wants frames
     * @param packetsReceived packets, retransmissions included
     * @param bytesReceived payload bytes
     * @param headerBytesReceived header and padding bytes
     * @param packetsLost packets lost
     * @param jitter seconds
     * @param lastPacketReceivedTimestamp milliseconds since 1970
     * @param nackCount NACKs sent
     * @param pliCount PLIs sent
     * @param firCount FIRs sent
     */
    record InboundRtp(
            String id,
            long ssrc,
            String kind,
            String transportId,
            Optional<String> codecId,
            Optional<String> mid,
            String trackIdentifier,
            Optional<String> remoteId,
            OptionalLong framesReceived,
            long packetsReceived,
            long bytesReceived,
            long headerBytesReceived,
            long packetsLost,
            double jitter,
            OptionalLong lastPacketReceivedTimestamp,
            long nackCount,
            long pliCount,
            long firCount)
            implements RtcStats {
        @Override
        public String type() {
            return "inbound-rtp";
        }
    }

    /**
     * What the sender of a stream reported.
     *
     * @param id see {@link RtcStats#id()}
     * @param ssrc the stream's SSRC
     * @param kind {@code audio} or {@code video}
     * @param transportId its {@link Transport}
     * @param codecId its {@link Codec}
     * @param localId the {@link InboundRtp}
     * @param packetsSent packets sent since the start, modulo 2^32
     * @param bytesSent payload bytes sent since the start, modulo 2^32
     * @param remoteTimestamp the sender's clock at its last report, milliseconds since 1970
     * @param reportsSent reports that came
     * @param timestamp when the last report came, milliseconds since 1970
     */
    record RemoteOutboundRtp(
            String id,
            long ssrc,
            String kind,
            String transportId,
            Optional<String> codecId,
            String localId,
            long packetsSent,
            long bytesSent,
            double remoteTimestamp,
            long reportsSent,
            double timestamp)
            implements RtcStats {
        @Override
        public String type() {
            return "remote-outbound-rtp";
        }
    }

    /**
     * A track that is sent.
     *
     * @param id see {@link RtcStats#id()}
     * @param trackIdentifier the track
     * @param kind {@code audio} or {@code video}
     */
    record MediaSource(String id, String trackIdentifier, String kind) implements RtcStats {
        @Override
        public String type() {
            return "media-source";
        }
    }
}
