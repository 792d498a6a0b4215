package dev.specter.srtp.jitsi;

import java.lang.ref.Cleaner;
import java.security.Provider;

/**
 * What {@link JdkCiphersOnly} puts in the place of jitsi-srtp's provider of the same shape, whose
 * initializer would load a native library. Its compiled form is renamed and defined in that
 * package, so it must be public, and refer to nothing but the JDK.
 */
public final class NoOpenSslProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** Read by jitsi-srtp's native ciphers, none of which is ever made. */
    static final Cleaner CLEANER = null;

    /** Made by jitsi-srtp only when {@link #isLoaded()}. */
    public NoOpenSslProvider() {
        super("JitsiOpenSslProvider", "1", "Provides nothing");
    }

    /** Whether the native library is there: never. */
    public static boolean isLoaded() {
        return false;
    }
}
