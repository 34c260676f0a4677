package dev.iota.core.admission;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.ConductSpec;

/**
 * Whose fault it is that a hop has to be done again, and how much it costs that miner.
 *
 * @param loads of work that count as wasted, see {@link ConductSpec}
 * @param reason for the miner's record
 */
public record Blame(Hotkey hotkey, double loads, String reason) {

    /**
     * Of a miner that refused a hop which another one did. It may have been right to, so that costs little.
     *
     * @param slots that it has
     */
    public static Blame ofRefusal(long microbatch, Hotkey sender, int slots, ConductSpec spec) {
        return new Blame(
                sender, spec.refusal() * Conduct.ofHop(slots), "it refused microbatch %d".formatted(microbatch));
    }

    /**
     * Of a stored object that a miner reported as bad: its producer's if the object is missing or is not what the
     * producer signed, otherwise the reporter's, once another miner worked with the same object.
     *
     * @param sound whether the object is what its producer signed
     */
    public static Blame ofInput(long microbatch, Hotkey reporter, Hotkey producer, boolean sound, ConductSpec spec) {
        return sound
                ? new Blame(
                        reporter,
                        spec.rubbish(),
                        "it reported a sound input of microbatch %d as bad".formatted(microbatch))
                : new Blame(
                        producer,
                        spec.rubbish(),
                        "what it stored for microbatch %d is not what it said".formatted(microbatch));
    }
}
