package dev.iota.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.iota.core.audit.WatchedEpoch.Found;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.StepEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether an epoch can be put together from what is on record. */
@Tag("security")
class WatchedEpochTest {
    private static final List<LoggedStep> LOG =
            List.of(new LoggedStep(1, List.of(4L, 2L)), new LoggedStep(3, List.of(7L)));

    private final Hotkey miner = KeyPair.generate(new Random(1)).hotkey();
    private final Set<Long> accepted = new HashSet<>(Set.of(2L, 4L, 7L, 9L));
    private final Map<Long, WatchedHop> hops =
            new HashMap<>(Map.of(2L, hop(2, 1), 4L, hop(4, 1), 7L, hop(7, 1), 9L, hop(9, 1)));
    private final List<Event.StepDone> taken = new ArrayList<>(List.of(done(1, 4, 2), done(2, 9), done(3, 7)));

    @Test
    void it_has_the_steps_of_the_log_with_their_hops_in_the_order_of_accumulation() {
        var whole = (Found.Whole) found();

        assertThat(whole.steps().steps())
                .extracting(TakenSteps.Step::number, TakenSteps.Step::gradientNorm, TakenSteps.Step::clip)
                .containsExactly(tuple(1, 1.5, 0.5), tuple(3, 1.5, 0.5));
        assertThat(whole.steps().hops().map(hop -> hop.hop().microbatch())).containsExactly(4L, 2L, 7L);
        assertThat(whole.seconds()).isEqualTo(6);
        assertThat(whole.steps().peak()).isEqualTo(1);
        assertThat(whole.steps().objects()).containsOnlyKeys("hop-2-input", "hop-4-input", "hop-7-input");
    }

    @Test
    void what_was_not_accepted_is_a_claim_of_the_miner() {
        accepted.remove(2L);

        assertThat(found())
                .isEqualTo(new Found.Gap("step 1 of the log names microbatch 2, which was not accepted from it", true));
    }

    @Test
    void so_is_a_step_that_was_not_reported_or_with_other_microbatches_or_in_another_order() {
        var gap = new Found.Gap("step 1 of the log is not on record with these microbatches", true);

        for (var other : List.of(done(1, 4), done(1, 2, 4), done(5, 4, 2))) {
            taken.set(0, other);
            assertThat(found()).isEqualTo(gap);
        }
        taken.removeFirst();
        assertThat(found()).isEqualTo(gap);
    }

    @Test
    void what_was_not_kept_is_nobodys_fault() {
        hops.remove(7L);

        assertThat(found()).isEqualTo(new Found.Gap("nothing was kept of microbatch 7", false));
    }

    @Test
    void nor_is_a_rate_that_the_operator_changed() {
        hops.put(7L, hop(7, 2));

        assertThat(found()).isEqualTo(new Found.Gap("the learning rate was changed meanwhile", false));
    }

    @Test
    void nor_are_more_steps_than_bars_are_known_for() {
        var log = IntStream.rangeClosed(1, WatchRules.MOST_STEPS + 1)
                .mapToObj(step -> new LoggedStep(step, List.of((long) step)))
                .toList();

        assertThat(new WatchedEpoch(accepted, hops, taken).of(log))
                .isEqualTo(new Found.Gap("it took 65 steps; bars are known for 64", false));
    }

    private Found found() {
        return new WatchedEpoch(accepted, hops, taken).of(LOG);
    }

    private WatchedHop hop(long microbatch, double peak) {
        var said = new Evidence.Said(7, new GradientProbe(List.of(), List.of()), Optional.empty(), Optional.empty());
        var input = new StoredObject("hop/" + microbatch, 16, Sha256.hex("x"));
        var hop = new Evidence.OfHop(
                new Evidence.Named(microbatch, microbatch, "lease", 1),
                Optional.of(input),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                said,
                Optional.empty());
        return new WatchedHop(miner, 2, peak, hop);
    }

    private static Event.StepDone done(int step, long... microbatches) {
        var entries = Arrays.stream(microbatches)
                .mapToObj(id -> new StepEntry(id, Sha256.hex("x"), Optional.empty()))
                .toList();
        return new Event.StepDone("run", 0, 1, 1, step, entries, 1.5, 0.5, "cpu");
    }
}
