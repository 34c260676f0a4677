package dev.iota.local.cloud.states.definition;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * States that follow one another: the whole definition, a branch, or what is done with an item.
 *
 * @param start the first state
 * @param states all of them by name
 */
public record Graph(String start, Map<String, State> states) {
    public State state(String name) {
        return Objects.requireNonNull(states.get(name), name);
    }

    /**
     * @throws IllegalArgumentException if a state leads nowhere, cannot be reached or has the name of another one,
     *     or if a variable is assigned that belongs to a graph around this one
     */
    void check() {
        check(new HashSet<>(), Set.of());
    }

    private void check(Set<String> names, Set<String> outer) {
        requireState("StartAt", start);
        var targets = new HashSet<String>();
        targets.add(start);
        var variables = new TreeSet<String>();
        for (var state : states.values()) {
            require(names.add(state.name()), "there are two states named '%s'".formatted(state.name()));
            for (var stateExit : state.exits()) {
                if (stateExit.next() != null) {
                    requireState("Next of '%s'".formatted(state.name()), stateExit.next());
                    targets.add(stateExit.next());
                }
                variables.addAll(stateExit.assign().keySet());
            }
        }
        for (var state : states.keySet()) {
            require(targets.contains(state), "no state leads to '%s'".formatted(state));
        }
        for (var variable : variables) {
            require(
                    !outer.contains(variable),
                    "the variable '%s' belongs to an outer graph and cannot be assigned within".formatted(variable));
        }
        variables.addAll(outer);
        states.values().forEach(state -> state.graphs().forEach(graph -> graph.check(names, variables)));
    }

    private void requireState(String what, String target) {
        require(
                states.containsKey(target),
                "%s is '%s', which is none of the states %s".formatted(what, target, new TreeSet<>(states.keySet())));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
