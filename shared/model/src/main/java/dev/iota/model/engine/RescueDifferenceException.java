package dev.iota.model.engine;

/**
 * A forward that was computed again differs too much from the stored one for its gradient to be of use. Nothing was
 * accumulated.
 */
public final class RescueDifferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RescueDifferenceException(long microbatch, int stage, double difference, double bound) {
        super("microbatch %d at stage %d: the output computed here differs from the stored one by %.3g, above %s"
                .formatted(microbatch, stage, difference, bound));
    }
}
