package dev.iota.local.cloud.states.definition;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A state of a definition. Seconds and similar settings are templates because they may be computed. */
public sealed interface State {
    String name();

    /** What the definition and histories call its type. */
    String type();

    /** Every way out of it. */
    default List<StateExit> exits() {
        return List.of();
    }

    /** The graphs within it. */
    default List<Graph> graphs() {
        return List.of();
    }

    /** What is done about its errors. */
    default Recovery recovery() {
        return Recovery.NONE;
    }

    private static List<StateExit> exits(StateExit stateExit, Recovery recovery) {
        return Stream.concat(Stream.of(stateExit), recovery.catchers().stream().map(Catcher::exit))
                .toList();
    }

    /** Changes data. */
    record Pass(String name, StateExit exit) implements State {
        @Override
        public String type() {
            return "Pass";
        }

        @Override
        public List<StateExit> exits() {
            return List.of(exit);
        }
    }

    /** Ends its graph. */
    record Succeed(String name, StateExit exit) implements State {
        @Override
        public String type() {
            return "Succeed";
        }

        @Override
        public List<StateExit> exits() {
            return List.of(exit);
        }
    }

    /** Ends its graph with an error. */
    record Fail(
            String name, @Nullable Template error, @Nullable Template cause) implements State {
        @Override
        public String type() {
            return "Fail";
        }

        /** What the state fails with. */
        public FailedException failure(Scope scope) throws FailedException {
            return new FailedException(
                    error == null ? "" : error.text("Error", scope), cause == null ? "" : cause.text("Cause", scope));
        }
    }

    /** Waits for some seconds or until a time; one of the two is there. */
    record Wait(
            String name,
            @Nullable Template seconds,
            @Nullable Template timestamp,
            StateExit exit) implements State {
        @Override
        public String type() {
            return "Wait";
        }

        @Override
        public List<StateExit> exits() {
            return List.of(exit);
        }
    }

    /** One way of a {@link Choice}. */
    record Rule(Template condition, StateExit exit) {}

    /**
     * Goes the way of the first rule whose condition is true.
     *
     * @param otherwise the way when there is none, or null: then it fails
     */
    record Choice(String name, List<Rule> rules, @Nullable StateExit otherwise) implements State {
        @Override
        public String type() {
            return "Choice";
        }

        @Override
        public List<StateExit> exits() {
            return Stream.concat(rules.stream().map(Rule::exit), Stream.ofNullable(otherwise))
                    .toList();
        }
    }

    /** Has something done. */
    record Task(
            String name,
            Resource resource,
            Template arguments,
            @Nullable Template timeout,
            @Nullable Template heartbeat,
            Recovery recovery,
            StateExit exit)
            implements State {
        @Override
        public String type() {
            return "Task";
        }

        @Override
        public List<StateExit> exits() {
            return State.exits(exit, recovery);
        }
    }

    /**
     * Passes through a graph for each item of an array, the type {@code Map} of the language.
     *
     * @param items the array, or null for the state's input
     * @param selector input of an iteration, or null for the item
     * @param concurrency how many iterations at once, or null for as many as there can be
     */
    record Each(
            String name,
            @Nullable Template items,
            @Nullable Template selector,
            @Nullable Template concurrency,
            Graph processor,
            Recovery recovery,
            StateExit exit)
            implements State {
        @Override
        public String type() {
            return "Map";
        }

        @Override
        public List<StateExit> exits() {
            return State.exits(exit, recovery);
        }

        @Override
        public List<Graph> graphs() {
            return List.of(processor);
        }
    }

    /**
     * Passes through several graphs at once.
     *
     * @param arguments input of every branch, or null for the state's input
     */
    record Parallel(String name, @Nullable Template arguments, List<Graph> branches, Recovery recovery, StateExit exit)
            implements State {
        @Override
        public String type() {
            return "Parallel";
        }

        @Override
        public List<StateExit> exits() {
            return State.exits(exit, recovery);
        }

        @Override
        public List<Graph> graphs() {
            return branches;
        }
    }
}
