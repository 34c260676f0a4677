package dev.iota.cloud.table;

import dev.iota.core.identity.Hotkey;
import java.util.Optional;

/**
 * A gradient in a miner's hands: acknowledged by its event, contained in a step, or both; the two may be heard of in
 * any order.
 *
 * @param acknowledged the accepted backward, if there was one
 * @param container name of the step that holds it, once that is on record
 */
public record AppliedRow(
        Hotkey hotkey, int epoch, long microbatch, Optional<Acknowledged> acknowledged, Optional<String> container) {

    /**
     * An accepted backward.
     *
     * @param registration of the miner at that time
     * @param step that was to contain it, as the miner said
     */
    public record Acknowledged(long registration, int step) {}
}
