package dev.iota.local.runner.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Cells in the order that a seed says, without end. Each fault comes once before any comes again, and each cell of a
 * fault once before any comes again.
 */
final class CellChoice {
    private final Random random;
    private final List<FaultKind> faults;
    private final Map<FaultKind, Deque<Cell>> decks = new EnumMap<>(FaultKind.class);
    private final Deque<FaultKind> round = new ArrayDeque<>();

    /** @param faults that this machine can make; at least one */
    CellChoice(long seed, Collection<FaultKind> faults) {
        this.random = new Random(seed);
        this.faults = List.copyOf(faults);
    }

    Cell next() {
        if (round.isEmpty()) {
            round.addAll(shuffled(faults));
        }
        var fault = round.remove();
        var deck = decks.computeIfAbsent(fault, none -> new ArrayDeque<>());
        if (deck.isEmpty()) {
            deck.addAll(shuffled(
                    Cell.all().stream().filter(cell -> cell.fault() == fault).toList()));
        }
        return deck.remove();
    }

    private <T> List<T> shuffled(List<T> all) {
        var shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** What is left open within a cell: the same for the same seed and cell, whichever cells came before. */
    static Random within(long seed, Cell cell) {
        return new Random(seed * 31 + cell.toString().hashCode());
    }
}
