package dev.iota.model.optim;

import java.util.List;

/** A number that is not finite, caught where it appeared: it was neither published nor accumulated. */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what such as {@code loss}
     * @param microbatches it came from
     * @param stage where it appeared
     */
    public NonFiniteException(String what, List<Long> microbatches, int stage) {
        super("%s of microbatch %s at stage %d: not a finite number"
                .formatted(
                        what,
                        String.join(
                                ", ", microbatches.stream().map(String::valueOf).toList()),
                        stage));
    }
}
