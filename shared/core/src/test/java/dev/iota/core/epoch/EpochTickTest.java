package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.epoch.EpochFacts.Draining;
import dev.iota.core.epoch.EpochFacts.Merging;
import dev.iota.core.epoch.EpochFacts.Published;
import dev.iota.core.epoch.EpochFacts.Staff;
import dev.iota.core.epoch.EpochFacts.Training;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.QuorumOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EpochTickTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final EpochSpec SPEC = new EpochSpec(
            3,
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            QuorumOptions.DEFAULT,
            MergeOptions.of(Mode.DILOCO, new Float32Codec(), 10),
            Duration.ofSeconds(30));
    private static final Instant SHORTEST = START.plus(SPEC.shortest());
    private static final Instant GRACE = START.plus(SPEC.quorums().grace());
    private static final Duration GRACES = SPEC.quorums().grace().multipliedBy(EpochTick.GRACES);
    private static final Staff READY = new Staff(5, Collections.nCopies(5, 10));
    private static final Staff NOT_YET = new Staff(5, List.of(10, 10, 10, 9));

    private static final OptionalInt UNLIMITED = OptionalInt.empty();

    private final EpochTick epochTick = new EpochTick(SPEC);

    @Test
    void training_goes_on_for_the_shortest_time_even_if_every_stage_has_its_quorum() {
        var decision = epochTick.tick(
                training(), new Training(9, false, false, UNLIMITED, List.of(READY)), START.plusSeconds(1));

        assertThat(decision.next().phase()).isEqualTo(Phase.TRAINING);
        assertThat(decision.effects()).containsExactly(new Effect.LookAt(SHORTEST));
        assertThat(decision.again()).isFalse();
    }

    @Test
    void training_ends_when_every_stage_has_its_quorum() {
        var waits =
                epochTick.tick(training(), new Training(9, false, false, UNLIMITED, List.of(READY, NOT_YET)), SHORTEST);
        var ends =
                epochTick.tick(training(), new Training(9, false, false, UNLIMITED, List.of(READY, READY)), SHORTEST);

        assertThat(waits.next().phase()).isEqualTo(Phase.TRAINING);
        assertThat(waits.reason()).contains("3 of 5");
        assertThat(ends.next().phase()).isEqualTo(Phase.DRAINING);
        assertThat(ends.again()).isTrue();
    }

    @Test
    void training_ends_when_a_stage_has_all_that_one_step_admits_though_a_larger_stage_has_no_quorum() {
        var one = new Staff(1, List.of(4));
        var joining = new Staff(2, List.of(4));
        var two = new Staff(2, List.of(3, 1));
        var four = OptionalInt.of(4);

        var ends = epochTick.tick(training(), new Training(12, false, false, four, List.of(two, one)), SHORTEST);
        var room = epochTick.tick(training(), new Training(12, false, false, four, List.of(two, two)), SHORTEST);
        var load = epochTick.tick(training(), new Training(12, false, false, four, List.of(two, joining)), SHORTEST);

        assertThat(ends.next().phase()).isEqualTo(Phase.DRAINING);
        assertThat(ends.reason()).isEqualTo("every miner of stage 1 has as many microbatches as its step admits");
        assertThat(room.next().phase()).isEqualTo(Phase.TRAINING);
        assertThat(load.next().phase())
                .as("one may take more when it has loaded")
                .isEqualTo(Phase.TRAINING);
    }

    @Test
    void training_ends_at_once_when_nothing_more_can_start_and_something_had() {
        var never = epochTick.tick(training(), new Training(7, true, false, UNLIMITED, List.of(NOT_YET)), START);
        var ends = epochTick.tick(training(), new Training(8, true, false, UNLIMITED, List.of(NOT_YET)), START);

        assertThat(never.next().phase()).isEqualTo(Phase.TRAINING);
        assertThat(ends.next().phase()).isEqualTo(Phase.DRAINING);
    }

    @Test
    void nothing_ends_the_training_of_a_run_that_is_paused() {
        var later = START.plus(SPEC.target()).plusSeconds(3600);

        var decision = epochTick.tick(training(), new Training(9, true, true, UNLIMITED, List.of(READY)), later);

        assertThat(decision.next().phase()).isEqualTo(Phase.TRAINING);
        assertThat(decision.effects()).isEmpty();
        assertThat(decision.reason()).contains("paused");
    }

    @Test
    void an_epoch_that_trains_has_the_time_of_a_pause_again_and_another_one_has_not() {
        var pause = START.plusSeconds(60);
        var goesOn = pause.plusSeconds(600);

        var prolonged = training().prolonged(pause, goesOn);

        assertThat(prolonged.start().at()).isEqualTo(START.plusSeconds(600));
        assertThat(prolonged.start().target())
                .isEqualTo(training().start().target().plusSeconds(600));
        assertThat(prolonged.version()).isEqualTo(training().version() + 1);
        assertThat(training().prolonged(START.minusSeconds(60), goesOn).start().at())
                .as("it began while the run was paused")
                .isEqualTo(goesOn);
        assertThat(draining().prolonged(pause, goesOn)).isEqualTo(draining());
    }

    @Test
    void draining_lets_nothing_start_before_it_counts_what_is_open() {
        var decision = epochTick.tick(draining(), new Draining(false, 0, Optional.empty(), false), START);

        assertThat(decision.effects()).containsExactly(new Effect.EndFeeds());
        assertThat(decision.again()).isTrue();
        assertThat(decision.next()).isSameAs(draining());
    }

    @Test
    void draining_ends_when_nothing_is_on_its_way() {
        var decision = epochTick.tick(draining(), new Draining(true, 0, Optional.empty(), false), START);

        assertThat(decision.next().phase()).isEqualTo(Phase.MERGING);
    }

    @Test
    void what_is_on_its_way_has_the_grace_window_and_is_then_taken_back() {
        var waits = epochTick.tick(draining(), new Draining(true, 2, Optional.empty(), false), GRACE.minusMillis(1));
        var over = epochTick.tick(draining(), new Draining(true, 2, Optional.empty(), false), GRACE);

        assertThat(waits.effects()).containsExactly(new Effect.LookAt(GRACE));
        assertThat(over.effects()).containsExactly(new Effect.TakeBack());
        assertThat(over.again()).isTrue();
    }

    @Test
    void what_is_on_time_is_waited_for_beyond_the_grace_window_but_not_for_ever() {
        var due = GRACE.plusSeconds(40);
        var longest = START.plus(GRACES);

        var waits = epochTick.tick(draining(), onTime(due), GRACE);
        var late = epochTick.tick(draining(), onTime(due), due);
        var dripping = epochTick.tick(draining(), onTime(longest.plusSeconds(60)), longest);

        assertThat(waits.effects()).containsExactly(new Effect.LookAt(due));
        assertThat(late.effects()).containsExactly(new Effect.TakeBack());
        assertThat(dripping.effects()).containsExactly(new Effect.TakeBack());
    }

    @Test
    void an_epoch_may_drain_for_as_long_as_it_trained() {
        var trained = GRACES.multipliedBy(3);
        var draining = training().in(Phase.DRAINING, START.plus(trained));
        var longest = START.plus(trained).plus(trained);

        var waits = epochTick.tick(draining, onTime(longest.plusSeconds(60)), longest.minusMillis(1));
        var over = epochTick.tick(draining, onTime(longest.plusSeconds(60)), longest);

        assertThat(waits.effects()).containsExactly(new Effect.LookAt(longest));
        assertThat(over.effects()).containsExactly(new Effect.TakeBack());
    }

    private static Draining onTime(Instant until) {
        return new Draining(true, 2, Optional.of(until), false);
    }

    @Test
    void what_was_changed_while_it_was_taken_back_is_looked_at_again_and_not_at_once() {
        var decision = epochTick.tick(draining(), new Draining(true, 1, Optional.empty(), true), GRACE);

        assertThat(decision.effects()).containsExactly(new Effect.LookAt(GRACE.plus(EpochTick.AGAIN)));
        assertThat(decision.again()).isFalse();
    }

    @Test
    void every_stage_whose_merge_has_not_begun_begins() {
        var decision = epochTick.tick(merging(), new Merging(3, Set.of(1)), START);

        assertThat(decision.effects()).containsExactly(new Effect.Collect(0), new Effect.Collect(2));
    }

    @Test
    void a_task_is_answered_once_and_only_when_the_phase_it_waits_for_is_over() {
        var waiting = draining().waitedFor(Optional.of(new Waiting<>(Phase.TRAINING, "token")));
        var early = training().waitedFor(Optional.of(new Waiting<>(Phase.TRAINING, "token")));

        var decision = epochTick.tick(waiting, new Draining(true, 1, Optional.empty(), false), START);
        var again = epochTick.tick(decision.next(), new Draining(true, 1, Optional.empty(), false), START);

        assertThat(decision.effects()).contains(new Effect.Answer("token"));
        assertThat(decision.next().attention().waiting()).isEmpty();
        assertThat(again.effects()).isEmpty();
        assertThat(epochTick
                        .tick(early, new Training(9, false, false, UNLIMITED, List.of(READY)), START)
                        .effects())
                .noneMatch(Effect.Answer.class::isInstance);
    }

    @Test
    void a_timer_is_set_once_unless_another_look_is_due_earlier() {
        var facts = new Draining(true, 1, Optional.empty(), false);
        var first = epochTick.tick(draining(), facts, START);
        var second = epochTick.tick(first.next(), facts, START.plusSeconds(1));
        var earlier = epochTick.lookAt(first.next(), START.plusSeconds(5), START.plusSeconds(1));

        assertThat(first.effects()).hasSize(1);
        assertThat(second.effects()).isEmpty();
        assertThat(second.next()).isSameAs(first.next());
        assertThat(earlier.effects()).containsExactly(new Effect.LookAt(START.plusSeconds(5)));
    }

    @Test
    void a_decision_is_one_write() {
        var waiting = draining().waitedFor(Optional.of(new Waiting<>(Phase.TRAINING, "token")));

        var decision = epochTick.tick(waiting, new Draining(true, 1, Optional.empty(), false), START);

        assertThat(decision.effects()).hasSize(2);
        assertThat(decision.next().version()).isEqualTo(waiting.version() + 1);
    }

    @Test
    void guards_come_before_the_write_and_the_rest_after_it() {
        var decision = epochTick.tick(
                merging().waitedFor(Optional.of(new Waiting<>(Phase.DRAINING, "t"))), new Merging(1, Set.of()), START);

        assertThat(decision.guards()).containsExactly(new Effect.Answer("t"));
        assertThat(decision.work()).containsExactly(new Effect.Collect(0));
    }

    @Test
    void a_published_epoch_stays_as_it_is() {
        var published = merging().published(0, EpochFigures.NONE, List.of(), START);

        var decision = epochTick.tick(published, new Published(), START.plusSeconds(9));

        assertThat(decision.next()).isSameAs(published);
        assertThat(decision.effects()).isEmpty();
    }

    @Test
    void facts_of_another_phase_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> epochTick.tick(training(), new Published(), START))
                .withMessageContaining("TRAINING");
    }

    private static final Epoch TRAINING =
            Epoch.fresh(4, 1, new Epoch.Start(START, START.plus(SPEC.target()), "00", Sha256.hex("c"), 7, 0));
    private static final Epoch DRAINING = TRAINING.in(Phase.DRAINING, START);

    private static Epoch training() {
        return TRAINING;
    }

    private static Epoch draining() {
        return DRAINING;
    }

    private static Epoch merging() {
        return DRAINING.in(Phase.MERGING, START);
    }
}
