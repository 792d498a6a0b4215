package org.jitsi.srtp.crypto;

import java.lang.ref.Cleaner;
import java.security.Provider;

/**
 * Stands before jitsi-srtp's class of this name on the class path of the tests. That one loads a
 * native library when it is initialized.
 */
public final class JitsiOpenSslProvider extends Provider {
    private static final long serialVersionUID = 1L;

    static final Cleaner CLEANER = null; // of native ciphers, none of which is ever made

    public JitsiOpenSslProvider() {
        super("JitsiOpenSslProvider", "1", "Provides nothing");
    }

    public static boolean isLoaded() {
        return false;
    }
}
