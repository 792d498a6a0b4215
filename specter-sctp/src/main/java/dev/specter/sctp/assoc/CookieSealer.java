package dev.specter.sctp.assoc;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Authenticates state cookies with a key that never leaves the association (RFC 9260, 5.1.3). */
final class CookieSealer {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;

    private final RandomGenerator random;
    private byte[] key; // made when first needed: many associations never see a cookie

    CookieSealer(RandomGenerator random) {
        this.random = random;
    }

    Bytes seal(StateCookie cookie) {
        byte[] content = cookie.toBytes().toArray();
        byte[] sealed = Arrays.copyOf(content, content.length + MAC_BYTES);
        byte[] tag = mac(content);
        System.arraycopy(tag, 0, sealed, content.length, MAC_BYTES);
        return Bytes.wrapOwned(sealed);
    }

    /** The cookie, if it is one of ours. */
    Optional<StateCookie> open(Bytes sealed) {
        if (sealed.size() != StateCookie.SIZE_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        byte[] all = sealed.toArray();
        byte[] content = Arrays.copyOf(all, StateCookie.SIZE_BYTES);
        byte[] tag = Arrays.copyOfRange(all, StateCookie.SIZE_BYTES, all.length);
        if (!MessageDigest.isEqual(tag, mac(content))) {
            return Optional.empty();
        }
        try {
            return Optional.of(StateCookie.parse(Bytes.wrapOwned(content)));
        } catch (MalformedPacketException e) {
            throw new AssertionError("an authenticated cookie has its fixed size", e);
        }
    }

    private byte[] mac(byte[] content) {
        if (key == null) {
            key = new byte[MAC_BYTES];
            random.nextBytes(key);
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM); // kept, it would take more than the queues
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
