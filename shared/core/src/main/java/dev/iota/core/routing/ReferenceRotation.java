package dev.iota.core.routing;

import dev.iota.core.routing.StageAssignment.Assignment;
import java.util.List;
import java.util.Optional;

/**
 * Which stage a reference miner has in an epoch. Its owner vouches for it, so other miners of its stage are measured
 * from it; it moves to the next stage with every epoch, so each stage is measured in its turn.
 */
public final class ReferenceRotation {
    private ReferenceRotation() {}

    /**
     * @param number of the reference miner among those of the run: two are at two stages
     * @param others active miners of each stage without this one
     * @param before the stage that it had; no stage is left without a miner for this
     */
    public static Assignment assign(int epoch, int number, List<Integer> others, Optional<Integer> before) {
        var stages = others.size();
        var former = before.filter(stage -> stage >= 0 && stage < stages);
        if (former.isPresent() && others.get(former.get()) == 0) {
            return new Assignment(former.get(), "stage %d has no other miner".formatted(former.get()));
        }
        if (former.isEmpty() && others.contains(0)) {
            return StageAssignment.assign(others, Optional.empty(), Optional.empty());
        }
        var due = Math.floorMod(epoch + number, stages);
        return new Assignment(due, "a reference miner has stage %d in epoch %d".formatted(due, epoch));
    }
}
