package dev.specter.webrtc.loop;

import io.netty.channel.SelectStrategy;
import io.netty.channel.SelectStrategyFactory;
import io.netty.util.IntSupplier;

/**
 * Lets an event loop look for datagrams and tasks for a while before it sleeps ({@link
 * AdaptiveSpin}). Confined to its loop.
 */
public final class AwakeSelect implements SelectStrategy {
    /** Makes one for each loop. */
    public static final SelectStrategyFactory FACTORY = AwakeSelect::new;

    private final AdaptiveSpin spin = new AdaptiveSpin(Runtime.getRuntime().availableProcessors());

    private AwakeSelect() {}

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int ready = selectNow.get();
        if (hasTasks || ready > 0) {
            spin.hasWork();
            return ready;
        }
        return spin.isWorthwhile(System.nanoTime()) ? CONTINUE : SELECT;
    }
}
