package dev.iota.core.divergence;

import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * A miner's word that what it computed of a microbatch is not finite.
 *
 * @param microbatch and hop that it was leased
 * @param reporter who says so
 * @param others miners whose output it read, as far as their stage has another live miner: one of them may have stored
 *     what makes everything after it overflow
 */
public record NonFinite(MicrobatchHop microbatch, Reporter reporter, List<Hotkey> others) {
    public NonFinite {
        others = List.copyOf(others);
    }

    /**
     * Which hop it is about.
     *
     * @param what was computed: the activation, the loss or the gradient
     */
    public record MicrobatchHop(long id, int epoch, int stage, String what) {}

    /**
     * Who says so.
     *
     * @param alone whether it is the only live miner of the stage
     * @param accepted hops of this kind accepted from it so far: the same number twice means that it did none between
     * @param step local step of it whose weights were used
     */
    public record Reporter(Hotkey hotkey, boolean alone, long accepted, int step) {}

    long id() {
        return microbatch.id();
    }

    Hotkey hotkey() {
        return reporter.hotkey();
    }
}
