package dev.specter.srtp.jitsi;

import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.CipherFactory;
import org.jitsi.srtp.crypto.HmacSha1;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * Pins jitsi-srtp to the ciphers of the JDK, before its first use, so that it never loads its
 * native library and never holds the contest of a second by which it would pick a provider. Its own
 * settings do not suffice; docs/adr/0021 has the three places that this class sets and why.
 */
public final class JdkCiphersOnly {
    private static final Logger LOG = LoggerFactory.getLogger(JdkCiphersOnly.class);
    private static final String PROVIDER = "org/jitsi/srtp/crypto/JitsiOpenSslProvider";
    private static final String[] TRANSFORMATIONS = {
        "AES/CTR/NoPadding", "AES/GCM/NoPadding", "AES/ECB/NoPadding"
    };

    private JdkCiphersOnly() {}

    /** Does the work once, when it is first initialized. */
    private static final class Pin {
        static {
            Provider jdk = Security.getProvider("SunJCE");
            if (jdk == null) {
                throw new IllegalStateException("this Java has no SunJCE provider");
            }
            try {
                defineProvider();
                setMacProviders(List.of(jdk));
                setCipherFactories(new Aes.SunJCECipherFactory());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("jitsi-srtp has changed", e);
            }
        }

        private Pin() {}

        static void touch() {
            // the initializer has done it
        }
    }

    /** Makes sure that it is so; call it before anything of jitsi-srtp's is used. */
    public static void ensure() {
        Pin.touch();
    }

    private static void defineProvider() throws IllegalAccessException {
        try {
            MethodHandles.privateLookupIn(CipherFactory.class, MethodHandles.lookup())
                    .defineClass(ClassRenamer.rename(template(), name(), PROVIDER));
        } catch (LinkageError e) {
            // Somebody else in this process uses jitsi-srtp, natively perhaps; not our doing.
            LOG.warn("jitsi-srtp is in use already, outside of Specter", e);
        }
    }

    private static void setMacProviders(List<Provider> providers)
            throws ReflectiveOperationException {
        handle(HmacSha1.class, "providers", List.class).set(providers);
    }

    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the one that the library takes
    private static void setCipherFactories(CipherFactory factory)
            throws ReflectiveOperationException {
        @SuppressWarnings("unchecked") // its declared type
        var factories =
                (Map<String, CipherFactory>)
                        (Map<?, ?>) handle(Aes.class, "fastestFactories", Map.class).get();
        synchronized (Aes.class) { // which guards it there
            for (String transformation : TRANSFORMATIONS) {
                factories.put(transformation, factory);
            }
        }
    }

    private static VarHandle handle(Class<?> owner, String field, Class<?> type)
            throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                .findStaticVarHandle(owner, field, type);
    }

    private static String name() {
        return NoOpenSslProvider.class.getName().replace('.', '/');
    }

    private static byte[] template() {
        String file = NoOpenSslProvider.class.getSimpleName() + ".class";
        try (InputStream in = NoOpenSslProvider.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }
}
