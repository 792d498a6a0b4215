package dev.specter.examples.gameserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The game: ships, stars, and who has how many. Where everything is goes out with every tick, and
 * the next one makes up for a loss; what happens once is an event. Thread-safe.
 */
final class Arena {
    static final int TICKS_PER_SECOND = 60;
    static final int WIDTH = 1_000;
    static final int HEIGHT = 600;

    /** How near a ship has to come to a star. */
    static final double REACH = 30;

    /** An update of all of them fits into a packet. */
    private static final int MAX_PLAYERS = 100;

    private static final int STARS = 5;
    private static final int TALK_PAUSE_TICKS = TICKS_PER_SECOND / 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RandomGenerator random;
    private final Star[] stars = new Star[STARS];
    private final Map<Player, Ship> ships = new LinkedHashMap<>();
    private int lastId;
    private int tick;

    Arena(RandomGenerator random) {
        this.random = random;
        for (int i = 0; i < STARS; i++) {
            stars[i] = Star.anywhere(random);
        }
    }

    /** A player wants to play. */
    synchronized void join(Player player, String name) {
        if (player.isGone() || ships.containsKey(player)) {
            return;
        }
        if (ships.size() == MAX_PLAYERS) {
            player.tellEvent(JSON.createObjectNode().put("full", MAX_PLAYERS));
            return;
        }
        var ship = new Ship(nextId(), name, random.nextInt(WIDTH), random.nextInt(HEIGHT));
        tellAll(JSON.createObjectNode().set("joined", describe(ship)));
        ships.put(player, ship);
        player.tellEvent(welcome(ship));
    }

    synchronized void leave(Player player) {
        Ship ship = ships.remove(player);
        if (ship != null) {
            tellAll(JSON.createObjectNode().put("left", ship.id()));
        }
    }

    /** A player says something; who says too much is not heard. */
    synchronized void say(Player player, String text) {
        Ship ship = ships.get(player);
        if (ship != null && ship.mayTalk(tick, TALK_PAUSE_TICKS)) {
            tellAll(JSON.createObjectNode().put("from", ship.id()).put("says", text));
        }
    }

    /**
     * A player holds keys down.
     *
     * @param input counts from 1
     * @param keys a bit each: left, right, up, down
     */
    synchronized void steer(Player player, int input, int keys) {
        Ship ship = ships.get(player);
        if (ship != null) {
            ship.steer(input, keys);
        }
    }

    /** Moves everything, and shows it to everybody. */
    synchronized void tick() {
        tick++;
        ships.values().forEach(Ship::move);
        List.copyOf(ships.values()).forEach(this::collect);
        ByteBuffer update = update();
        ships.keySet().forEach(player -> player.update(update));
    }

    private void collect(Ship ship) {
        for (int i = 0; i < STARS; i++) {
            if (ship.isNear(stars[i])) {
                stars[i] = Star.anywhere(random);
                ship.scores();
                tellAll(
                        JSON.createObjectNode()
                                .put("scored", ship.id())
                                .put("score", ship.score()));
            }
        }
    }

    /** Tick, number of stars, x and y of each, then id, x and y of each ship. */
    private ByteBuffer update() {
        ByteBuffer update = ByteBuffer.allocate(5 + 4 * STARS + 6 * ships.size());
        update.putInt(tick).put((byte) STARS);
        for (Star star : stars) {
            update.putShort((short) star.x()).putShort((short) star.y());
        }
        for (Ship ship : ships.values()) {
            update.putShort((short) ship.id());
            update.putShort((short) ship.x()).putShort((short) ship.y());
        }
        return update.flip();
    }

    private ObjectNode welcome(Ship own) {
        ObjectNode event = JSON.createObjectNode().put("welcome", own.id());
        event.put("width", WIDTH).put("height", HEIGHT);
        ships.values().forEach(ship -> event.withArray("players").add(describe(ship)));
        return event;
    }

    private static ObjectNode describe(Ship ship) {
        return JSON.createObjectNode()
                .put("id", ship.id())
                .put("name", ship.name())
                .put("score", ship.score());
    }

    /** Telling may end with a player's leaving. */
    private void tellAll(ObjectNode event) {
        List.copyOf(ships.keySet()).forEach(player -> player.tellEvent(event));
    }

    /** A number of 16 bits that no ship has. */
    private int nextId() {
        do {
            lastId = lastId % 0xffff + 1;
        } while (ships.values().stream().anyMatch(ship -> ship.id() == lastId));
        return lastId;
    }
}
