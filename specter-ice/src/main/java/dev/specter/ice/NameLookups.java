package dev.specter.ice;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Resolves the names in the peer's candidates of one generation; bounded. Loop-confined. */
final class NameLookups {
    private static final Logger LOG = LoggerFactory.getLogger(NameLookups.class);

    private final Executor loop;
    private final IceOptions options;
    private int underWay;

    NameLookups(Executor loop, IceOptions options) {
        this.loop = loop;
        this.options = options;
    }

    /**
     * Resolves a name.
     *
     * @param name the name
     * @param result takes the addresses, on the loop; none if it has none
     * @return false if too many are being resolved
     */
    boolean begin(String name, Consumer<List<InetAddress>> result) {
        if (underWay >= options.maxRemoteCandidates()) {
            return false;
        }
        underWay++;
        lookUp(name)
                .whenComplete(
                        (addresses, failure) -> {
                            List<InetAddress> found = failure == null ? addresses : List.of();
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
            return options.hostNameResolver().resolve(name);
        } catch (RuntimeException e) {
            LOG.debug("no address for a remote candidate", e);
            return CompletableFuture.completedFuture(List.of());
        }
    }

    boolean isIdle() {
        return underWay == 0;
    }
}
