package dev.specter.webrtc.loop;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The operations chain of a connection (webrtc-pc, section 4.4.1.2): one operation at a time, in
 * call order. Loop-confined, but operations may complete on any thread.
 */
public final class OperationsChain {
    private final ConnectionLoop loop;
    private Runnable onEmpty = () -> {};
    private final ArrayDeque<Supplier<? extends CompletionStage<?>>> operations =
            new ArrayDeque<>(1);

    /**
     * Makes an empty chain.
     *
     * @param loop owns the chain
     */
    public OperationsChain(ConnectionLoop loop) {
        this.loop = loop;
    }

    /** Sets what is run on the loop when the last operation has settled. */
    public void onEmpty(Runnable action) {
        onEmpty = action;
    }

    /** Whether no operation is under way. */
    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /** Runs an operation now if the chain is empty, otherwise after those before it. */
    public void add(Supplier<? extends CompletionStage<?>> operation) {
        operations.add(operation);
        if (operations.size() == 1) {
            start(operation);
        }
    }

    private void start(Supplier<? extends CompletionStage<?>> operation) {
        operation.get().whenComplete((result, error) -> loop.execute(this::settled));
    }

    private void settled() {
        operations.remove();
        if (operations.isEmpty()) {
            onEmpty.run();
        } else {
            start(operations.element());
        }
    }
}
