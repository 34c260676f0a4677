package dev.iota.local.cloud.states.definition;

import java.util.List;

/**
 * Goes on elsewhere after some errors.
 *
 * @param errors names of the errors
 * @param exit how the state is left; without an output of its own it gives error and cause
 */
public record Catcher(List<String> errors, StateExit exit) {
    public boolean takes(Failure failure) {
        return errors.stream().anyMatch(failure::matches);
    }
}
