package dev.specter.examples.gameserver;

/** What a player steers. Not thread-safe. */
final class Ship {
    private static final int LEFT = 1;
    private static final int RIGHT = 2;
    private static final int UP = 4;
    private static final int DOWN = 8;

    private static final double THRUST = 0.6;
    private static final double GLIDE = 0.94;

    private final int id;
    private final String name;
    private double x;
    private double y;
    private double speedX;
    private double speedY;
    private int keys;
    private int lastInput;
    private int score;
    private long nextWordTick;

    Ship(int id, String name, double x, double y) {
        this.id = id;
        this.name = name;
        this.x = x;
        this.y = y;
    }

    int id() {
        return id;
    }

    String name() {
        return name;
    }

    int x() {
        return (int) x;
    }

    int y() {
        return (int) y;
    }

    int score() {
        return score;
    }

    /** Which keys are down, as one of the inputs says; one that was overtaken says nothing. */
    void steer(int input, int keys) {
        if (input > lastInput) {
            lastInput = input;
            this.keys = keys;
        }
    }

    /** Moves on by one tick. */
    void move() {
        speedX = GLIDE * (speedX + THRUST * (bit(RIGHT) - bit(LEFT)));
        speedY = GLIDE * (speedY + THRUST * (bit(DOWN) - bit(UP)));
        x = Math.max(0, Math.min(Arena.WIDTH, x + speedX));
        y = Math.max(0, Math.min(Arena.HEIGHT, y + speedY));
    }

    boolean isNear(Star star) {
        return Math.hypot(star.x() - x, star.y() - y) < Arena.REACH;
    }

    void scores() {
        score++;
    }

    /** Whether the player may say something now, and then not for some ticks. */
    boolean mayTalk(long tick, int pauseTicks) {
        if (tick < nextWordTick) {
            return false;
        }
        nextWordTick = tick + pauseTicks;
        return true;
    }

    private int bit(int key) {
        return (keys & key) == 0 ? 0 : 1;
    }
}
