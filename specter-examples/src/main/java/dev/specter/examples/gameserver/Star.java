package dev.specter.examples.gameserver;

import java.util.random.RandomGenerator;

/** What ships collect. Immutable. */
record Star(int x, int y) {
    static Star anywhere(RandomGenerator random) {
        return new Star(random.nextInt(Arena.WIDTH), random.nextInt(Arena.HEIGHT));
    }
}
