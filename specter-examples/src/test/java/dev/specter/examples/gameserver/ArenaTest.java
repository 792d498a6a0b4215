package dev.specter.examples.gameserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArenaTest {
    @Test
    void inputsThatWereOvertakenSayNothing() {
        var ship = new Ship(1, "Ann", 500, 300);
        ship.steer(2, 2); // right
        ship.steer(1, 1); // left, said before
        ship.move();
        ship.move();
        assertTrue(ship.x() > 500, "at " + ship.x());
        assertEquals(300, ship.y());
    }

    @Test
    void shipsStayInside() {
        var ship = new Ship(1, "Ann", 0, 0);
        ship.steer(1, 5); // left and up
        for (int i = 0; i < 100; i++) {
            ship.move();
        }
        assertEquals(0, ship.x());
        assertEquals(0, ship.y());
        ship.steer(2, 10);
        for (int i = 0; i < 1_000; i++) {
            ship.move();
        }
        assertEquals(Arena.WIDTH, ship.x());
        assertEquals(Arena.HEIGHT, ship.y());
    }

    @Test
    void whoTalksWithoutPauseIsNotHeard() {
        var ship = new Ship(1, "Ann", 0, 0);
        assertTrue(ship.mayTalk(100, 15));
        assertFalse(ship.mayTalk(114, 15));
        assertTrue(ship.mayTalk(115, 15));
    }
}
