package dev.specter.ice.path;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

import javax.net.ssl.SSLException;

/**
 * Whose certificates are believed when a server is asked over TLS. The JDK's own TLS, 1.3 or 1.2;
 * the certificate must have the name of the server. Thread-safe.
 */
public final class TlsTrust {
    private static final TlsTrust SYSTEM = new TlsTrust(Optional.empty());

    private final Optional<List<X509Certificate>> authorities;
    private CompletableFuture<SslContext> context;

    private TlsTrust(Optional<List<X509Certificate>> authorities) {
        this.authorities = authorities;
    }

    /** What the Java platform trusts. */
    public static TlsTrust system() {
        return SYSTEM;
    }

    /**
     * Trusts these authorities and nobody else.
     *
     * @param authorities certificates of authorities, or of servers themselves; not empty
     */
    public static TlsTrust of(Collection<X509Certificate> authorities) {
        if (authorities.isEmpty()) {
            throw new IllegalArgumentException("no certificates");
        }
        return new TlsTrust(Optional.of(List.copyOf(authorities)));
    }

    /** Made once, not on the loop: reading the platform's certificates takes a while. */
    synchronized CompletionStage<SslContext> context() {
        if (context == null) {
            context = CompletableFuture.supplyAsync(this::build, ForkJoinPool.commonPool());
        }
        return context;
    }

    private SslContext build() {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .endpointIdentificationAlgorithm("HTTPS");
        authorities.ifPresent(list -> builder.trustManager(list.toArray(X509Certificate[]::new)));
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new CompletionException(e);
        }
    }
}
