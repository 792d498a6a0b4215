package dev.specter.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SharedBudget;

import org.junit.jupiter.api.Test;

class BudgetShareTest {
    private static final int BLOCK = 64 * 1024;

    private final SharedBudget budget = new SharedBudget(10 * BLOCK);
    private final BudgetShare share = new BudgetShare(budget, 100_000);

    @Test
    void takesNothingForWhatIsItsOwn() {
        assertTrue(share.cover(100_000));
        assertEquals(0, budget.taken());
        assertTrue(share.cover(100_001));
        assertEquals(BLOCK, budget.taken());
    }

    @Test
    void takesNoMoreThanThereIsAndGivesBack() {
        assertTrue(share.cover(100_000 + 10 * BLOCK));
        assertFalse(share.cover(100_000 + 10 * BLOCK + 1));
        assertEquals(10 * BLOCK, budget.taken());
        assertTrue(share.cover(100_000 + BLOCK));
        assertEquals(BLOCK, budget.taken());
        share.close();
        share.close();
        assertEquals(0, budget.taken());
        assertFalse(share.cover(200_000));
        assertEquals(0, budget.taken());
    }

    @Test
    void announcesAPartOfWhatIsLeft() {
        assertEquals(100_000 + 10 * BLOCK / 4, share.announceableBytes(0));
        var other = new BudgetShare(budget, 0);
        assertTrue(other.cover(10 * BLOCK));
        assertEquals(40_000, share.announceableBytes(60_000));
        assertEquals(0, share.announceableBytes(200_000));
    }
}
