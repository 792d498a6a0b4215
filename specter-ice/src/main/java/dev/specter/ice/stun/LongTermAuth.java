package dev.specter.ice.stun;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The client's part of the long-term credential mechanism towards one server (RFC 8489, section
 * 9.2): what the server's challenge said, and the key made of it. Loop-confined.
 */
public final class LongTermAuth {
    private static final String NONCE_COOKIE = "obMatJos2";
    private static final int FEATURE_CHARS = 4;
    private static final int PASSWORD_ALGORITHMS_BIT = 1;
    private static final int USERNAME_ANONYMITY_BIT = 2;
    private static final int MAX_ALGORITHMS_BYTES = 256;
    private static final int PASSWORD_ALGORITHM_BYTES = 4;

    private final LongTermCredential credential;
    private Challenge challenge;

    private record Challenge(
            String realm,
            Bytes nonce,
            Optional<Bytes> algorithms,
            PasswordAlgorithm algorithm,
            boolean anonymous,
            Bytes key) {}

    /**
     * Before any challenge.
     *
     * @param credential of the user
     */
    public LongTermAuth(LongTermCredential credential) {
        this.credential = credential;
    }

    /** Whether there was a challenge, so that requests can be signed. */
    public boolean isChallenged() {
        return challenge != null;
    }

    /** Most bytes that {@link #sign} appends. */
    public int sizeBytes() {
        int attributes = 7 * (StunFrame.ATTRIBUTE_HEADER_BYTES + 3);
        int sha256 = StunHmac.SHA256.sizeBytes();
        return attributes
                // USERNAME, or USERHASH in its place
                + Math.max(credential.username().length() * 3, sha256)
                + PASSWORD_ALGORITHM_BYTES
                + sha256
                + challenge.realm().length() * 3
                + challenge.nonce().size()
                + challenge.algorithms().map(Bytes::size).orElse(0);
    }

    /**
     * Takes the challenge in an error response with code 401 or 438.
     *
     * @param error the response
     * @return whether requests may be signed with it: it is whole, differs from the one before, and
     *     is not bidding down (RFC 8489, section 9.2.5)
     */
    public boolean handleChallenge(StunFrame error) {
        Optional<Bytes> nonce = error.attribute(StunAttribute.NONCE);
        Optional<String> realm =
                error.text(StunAttribute.REALM)
                        .map(LongTermAuth::withoutTrailingNulls)
                        .or(() -> Optional.ofNullable(challenge).map(Challenge::realm));
        if (nonce.isEmpty() || realm.isEmpty()) {
            return false;
        }
        if (isChallenged()
                && nonce.get().equals(challenge.nonce())
                && realm.get().equals(challenge.realm())) {
            return false;
        }
        int features = features(nonce.get());
        Optional<Bytes> algorithms = error.attribute(StunAttribute.PASSWORD_ALGORITHMS);
        Optional<PasswordAlgorithm> algorithm =
                algorithms.isEmpty()
                        ? Optional.of(PasswordAlgorithm.MD5)
                        : algorithms.flatMap(LongTermAuth::choose);
        // RFC 8489, section 9.2.5: the bit without the attribute is somebody bidding down.
        if (algorithms.isEmpty() && (features & PASSWORD_ALGORITHMS_BIT) != 0
                || algorithm.isEmpty()) {
            return false;
        }
        challenge =
                new Challenge(
                        realm.get(),
                        nonce.get(),
                        algorithms,
                        algorithm.get(),
                        (features & USERNAME_ANONYMITY_BIT) != 0,
                        key(algorithm.get(), realm.get()));
        return true;
    }

    private Bytes key(PasswordAlgorithm algorithm, String realm) {
        String password = OpaqueString.of(credential.password());
        return Bytes.wrapOwned(
                algorithm.key(credential.username(), OpaqueString.of(realm), password));
    }

    /** RFC 8489, section 9.2 and erratum 6290: bit 0 is the least significant of the 24. */
    private static int features(Bytes nonce) {
        String text = new String(nonce.toArray(), StandardCharsets.ISO_8859_1);
        int end = NONCE_COOKIE.length() + FEATURE_CHARS;
        if (!text.startsWith(NONCE_COOKIE) || text.length() < end) {
            return 0;
        }
        try {
            byte[] set = Base64.getDecoder().decode(text.substring(NONCE_COOKIE.length(), end));
            return set.length == 3 ? set[2] : 0;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** RFC 8656, section 6: where there are both, SHA-256 it is. */
    private static Optional<PasswordAlgorithm> choose(Bytes algorithms) {
        if (algorithms.size() > MAX_ALGORITHMS_BYTES) {
            return Optional.empty();
        }
        Optional<PasswordAlgorithm> chosen = Optional.empty();
        try {
            WireReader in = WireReader.of(algorithms);
            while (in.hasRemaining()) {
                int number = in.u16();
                int length = in.u16();
                in.skip(Math.min(in.remaining(), length + 3 & ~3));
                if (number == PasswordAlgorithm.SHA256.number()) {
                    return Optional.of(PasswordAlgorithm.SHA256);
                }
                if (number == PasswordAlgorithm.MD5.number()) {
                    chosen = Optional.of(PasswordAlgorithm.MD5);
                }
            }
            return chosen;
        } catch (MalformedPacketException e) {
            return Optional.empty();
        }
    }

    private static String withoutTrailingNulls(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /**
     * Appends user, realm, nonce and integrity to a request (RFC 8489, section 9.2.3.2).
     *
     * @param request whose other attributes are all written, with {@link #sizeBytes()} to spare
     */
    public void sign(StunWriter request) {
        if (challenge.anonymous()) {
            byte[] hash = PasswordAlgorithm.userhash(credential.username(), challenge.realm());
            request.attribute(StunAttribute.USERHASH, Bytes.wrapOwned(hash));
        } else {
            request.attribute(StunAttribute.USERNAME, bytes(credential.username()));
        }
        request.attribute(StunAttribute.REALM, bytes(challenge.realm()));
        request.attribute(StunAttribute.NONCE, challenge.nonce());
        if (challenge.algorithms().isPresent()) {
            request.attribute(StunAttribute.PASSWORD_ALGORITHMS, challenge.algorithms().get());
            long noParameters = (long) challenge.algorithm().number() << 16;
            request.attribute(StunAttribute.PASSWORD_ALGORITHM, noParameters);
            request.integritySha256(challenge.key().toArray());
        } else {
            request.integrity(challenge.key().toArray());
        }
    }

    /** Whether a response has the integrity that a signed request deserves. */
    public boolean hasIntegrity(StunFrame response) {
        return challenge.algorithms().isPresent()
                ? response.hasIntegritySha256(challenge.key().toArray())
                : response.hasIntegrity(challenge.key().toArray());
    }

    private static Bytes bytes(String text) {
        return Bytes.wrapOwned(text.getBytes(StandardCharsets.UTF_8));
    }
}
