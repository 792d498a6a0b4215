package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Resolves names, a bounded number at a time. Loop-confined. */
final class NameLookups {
    private static final Logger LOG = LoggerFactory.getLogger(NameLookups.class);

    private final Executor loop;
    private final HostNameResolver resolver;
    private final int maxUnderWay;
    private int underWay;

    NameLookups(Executor loop, HostNameResolver resolver, int maxUnderWay) {
        this.loop = loop;
        this.resolver = resolver;
        this.maxUnderWay = maxUnderWay;
    }

    /**
     * Resolves a name.
     *
     * @param name the name
     * @param result takes the addresses, on the loop; none if it has none
     * @return false if too many are being resolved
     */
    boolean begin(String name, Consumer<List<InetAddress>> result) {
        if (underWay >= maxUnderWay) {
            return false;
        }
        underWay++;
        lookUp(name)
                .whenComplete(
                        (addresses, failure) -> {
                            List<InetAddress> found =
                                    failure == null && addresses != null ? addresses : List.of();
                            loop.execute(
                                    () -> {
                                        underWay--;
                                        result.accept(found);
                                    });
                        });
        return true;
    }

    private CompletionStage<List<InetAddress>> lookUp(String name) {
        try {
            return requireNonNull(resolver.resolve(name));
        } catch (RuntimeException e) {
            LOG.debug("no address for a name", e);
            return CompletableFuture.completedFuture(List.of());
        }
    }

    boolean isIdle() {
        return underWay == 0;
    }
}
