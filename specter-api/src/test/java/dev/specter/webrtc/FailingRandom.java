package dev.specter.webrtc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** A source of randomness that runs dry: what fails for a reason that no specification names. */
final class FailingRandom implements RandomGenerator {
    static final String MESSAGE = "no more randomness";

    private final AtomicInteger left = new AtomicInteger();

    /** Gives this many numbers more. */
    FailingRandom refill(int numbers) {
        left.set(numbers);
        return this;
    }

    @Override
    public long nextLong() {
        if (left.getAndDecrement() <= 0) {
            throw new IllegalStateException(MESSAGE);
        }
        return RandomGenerator.getDefault().nextLong();
    }
}
