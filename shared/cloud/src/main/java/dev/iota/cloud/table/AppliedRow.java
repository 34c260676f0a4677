package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import java.util.Optional;

/**
 * A gradient in a miner's hands: acknowledged by its event, contained in a step, or both; the two may be heard of in
 * any order. The step that was acknowledged is the only one that may contain it, so a step that is heard of afterwards
 * is not written down here.
 *
 * @param acknowledged the accepted backward, if there was one
 * @param container name of the step that holds it, if that was heard of before the backward
 */
public record AppliedRow(
        Hotkey hotkey, int epoch, long microbatch, Optional<Acknowledged> acknowledged, Optional<String> container) {

    /**
     * An accepted backward.
     *
     * @param registration of the miner at that time
     * @param step that contains it, as the miner said
     */
    public record Acknowledged(long registration, int step) {}

    /** Whether a step of this number contains it, as far as its backward says, and no step was heard of before. */
    public boolean isSaidToBeIn(int step) {
        return container.isEmpty()
                && acknowledged.filter(said -> said.step() == step).isPresent();
    }
}
