package dev.iota.research.clasp;

import dev.iota.core.clasp.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Who does what to the loss in a simulated run.
 *
 * @param bad how many miners raise it
 * @param raised by which share of a loss of 4.5
 * @param oneStage whether all of them are in the first stage, instead of anywhere, two in a stage at most
 * @param reference whether one miner more, for which the owner vouches, moves to the next stage with every epoch
 */
public record Scenario(Conditions conditions, int bad, double raised, boolean oneStage, boolean reference) {
    private static final int MOST_A_STAGE = 2;

    /** No miner raises it. */
    static List<Scenario> honest() {
        return Stream.of(false, true)
                .flatMap(reference -> Stream.of(Conditions.values())
                        .map(conditions -> new Scenario(conditions, 0, 0, false, reference)))
                .toList();
    }

    /**
     * The table: 1, 3, 5 of 25 raise it by 10, 3, 1 %; the hard conditions; three, four and five of one stage, and
     * what a reference miner makes of it.
     */
    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        for (var bad : List.of(1, 3, 5)) {
            for (var raised : List.of(0.1, 0.03, 0.01)) {
                all.add(new Scenario(Conditions.PLAIN, bad, raised, false, false));
            }
        }
        all.add(new Scenario(Conditions.HARD, 3, 0.03, false, false));
        all.add(new Scenario(Conditions.PLAIN, 3, 0.1, true, false));
        all.add(new Scenario(Conditions.PLAIN, 4, 0.1, true, false));
        all.add(new Scenario(Conditions.PLAIN, 5, 0.1, true, false));
        for (var raised : List.of(0.1, 0.03, 0.01)) {
            all.add(new Scenario(Conditions.PLAIN, 3, raised, true, true));
            all.add(new Scenario(Conditions.PLAIN, 4, raised, true, true));
            all.add(new Scenario(Conditions.PLAIN, 5, raised, true, true));
        }
        all.add(new Scenario(Conditions.PLAIN, 3, 0.03, false, true));
        all.add(new Scenario(Conditions.HARD, 3, 0.03, false, true));
        return all;
    }

    Set<Seat> draw(List<List<Seat>> stages, RandomGenerator random) {
        if (oneStage) {
            return Set.copyOf(stages.getFirst().subList(0, bad));
        }
        var drawn = new HashSet<Seat>();
        var inStage = new HashMap<Integer, Integer>();
        while (drawn.size() < bad) {
            var stage = random.nextInt(stages.size());
            var miners = stages.get(stage);
            if (inStage.getOrDefault(stage, 0) < MOST_A_STAGE && drawn.add(miners.get(random.nextInt(miners.size())))) {
                inStage.merge(stage, 1, Integer::sum);
            }
        }
        return drawn;
    }

    String honestWords() {
        return conditions.words() + (reference ? ", with a reference miner" : "");
    }

    String words() {
        var where = oneStage ? "of the five of one stage" : "of 25";
        return "%d %s%s%s"
                .formatted(
                        bad,
                        where,
                        conditions == Conditions.HARD ? ", hard" : "",
                        reference ? ", with a reference miner" : "");
    }
}
