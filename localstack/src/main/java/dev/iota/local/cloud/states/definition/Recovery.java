package dev.iota.local.cloud.states.definition;

import java.util.List;

/**
 * What is done about a state's errors; the first that takes one decides.
 *
 * @param retriers asked first
 * @param catchers asked when no retrier takes the error, or the one that does has no retry left
 */
public record Recovery(List<Retrier> retriers, List<Catcher> catchers) {
    static final Recovery NONE = new Recovery(List.of(), List.of());
}
