package dev.iota.core.routing;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many miners leave each stage when an epoch begins. Then a move costs least: every miner loads a published state
 * anyway, and none has work of its own that is not published.
 */
public final class StageBalance {
    private StageBalance() {}

    /**
     * The fewest moves after which no two stages differ by more than one miner. Those who leave go where
     * {@link StageAssignment} puts them.
     *
     * @param active active miners of each stage
     * @return miners that leave each of them
     */
    public static List<Integer> leaving(List<Integer> active) {
        var all = active.stream().mapToInt(count -> count).sum();
        var each = all / active.size();
        var oneMore = IntStream.range(0, active.size())
                .boxed()
                .sorted(Comparator.comparing(active::get, Comparator.reverseOrder()))
                .limit(all % active.size())
                .toList();
        return IntStream.range(0, active.size())
                .mapToObj(stage -> Math.max(0, active.get(stage) - each - (oneMore.contains(stage) ? 1 : 0)))
                .toList();
    }
}
