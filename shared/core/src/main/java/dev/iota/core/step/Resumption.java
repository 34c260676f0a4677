package dev.iota.core.step;

/**
 * From where a registration of a miner went on.
 *
 * @param registration its number
 * @param epoch in which it registered, or that it went on into
 * @param step of that epoch that its first weights had gone through; 0 for the weights of the epoch's start
 * @param open microbatches whose gradients it still had for the step after that one
 */
public record Resumption(long registration, int epoch, int step, int open) {
    /** A registration that had nothing but what is in a step. */
    public static Resumption after(long registration, int epoch, int step) {
        return new Resumption(registration, epoch, step, 0);
    }

    /** The last step of which it had gradients. */
    int lastGradients() {
        return open > 0 ? step + 1 : step;
    }
}
