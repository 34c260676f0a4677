package dev.iota.core.epoch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** What {@link EpochTick} has to know of a run, by the phase of its epoch. */
public sealed interface EpochFacts {
    /**
     * @param started microbatches of the run so far
     * @param exhausted whether no feed gives another one for this epoch
     * @param paused whether the owner of the run lets none start for a while
     * @param most microbatches that a miner can take in the epoch, where that has one step
     * @param stages who works at each stage
     */
    record Training(long started, boolean exhausted, boolean paused, OptionalInt most, List<Staff> stages)
            implements EpochFacts {
        public Training {
            stages = List.copyOf(stages);
        }

        /** A stage whose miners have all that they can take: no microbatch comes through it any more. */
        OptionalInt fullStage() {
            return most.isEmpty()
                    ? OptionalInt.empty()
                    : IntStream.range(0, stages.size())
                            .filter(stage -> stages.get(stage).isFull(most.getAsInt()))
                            .findFirst();
        }
    }

    /**
     * The live miners of a stage.
     *
     * @param active how many there are
     * @param backwards accepted backward passes of each that trains in this epoch
     */
    record Staff(int active, List<Integer> backwards) {
        public Staff {
            backwards = List.copyOf(backwards);
        }

        private boolean isFull(int most) {
            return active > 0
                    && backwards.size() == active
                    && backwards.stream().allMatch(count -> count >= most);
        }
    }

    /**
     * @param ended whether no feed gives anything more for this epoch, whoever drew before
     * @param open microbatches on their way
     * @param onTime until when one of them at least is on time; empty if none is, or before that matters
     * @param takenBack whether they were just taken back: what is left was changed in between
     */
    record Draining(boolean ended, long open, Optional<Instant> onTime, boolean takenBack) implements EpochFacts {}

    /**
     * @param stages of the run
     * @param begun stages whose merge has begun
     */
    record Merging(int stages, Set<Integer> begun) implements EpochFacts {
        public Merging {
            begun = Set.copyOf(begun);
        }
    }

    /** Nothing is decided any more. */
    record Published() implements EpochFacts {}
}
