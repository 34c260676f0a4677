package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.HopRefusal;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Candidate.Queue;
import dev.iota.core.wire.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EligibilityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int EPOCH = 3;
    private static final int STAGE = 1;
    private static final int MOST = 4;

    private final Eligibility eligibility = new Eligibility(OptionalInt.empty());
    private final Random random = new Random(7);
    private final Hotkey a = KeyPair.generate(random).hotkey();
    private final Hotkey b = KeyPair.generate(random).hotkey();

    @Test
    void miners_of_the_stage_with_the_weights_of_the_epoch_may_get_it() {
        assertThat(whoMay(waiting(Direction.FORWARD), miner(a), miner(b))).containsExactly(a, b);
    }

    @Test
    void a_miner_with_the_weights_of_another_epoch_may_not() {
        var behind = new StageMiner(candidate(a, 0), STAGE, true, EPOCH - 1, 0);

        assertThat(whoMay(waiting(Direction.FORWARD), behind, miner(b))).containsExactly(b);
        assertThat(whoMay(waiting(Direction.BACKWARD), behind))
                .as("not even its owner")
                .isEmpty();
    }

    @Test
    void a_miner_that_is_inactive_or_at_another_stage_may_not() {
        var inactive = new StageMiner(candidate(a, 0), STAGE, false, EPOCH, 0);
        var moved = new StageMiner(candidate(b, 0), STAGE + 1, true, EPOCH, 0);

        assertThat(whoMay(waiting(Direction.FORWARD), inactive, moved)).isEmpty();
    }

    @Test
    void a_miner_that_is_avoided_may_not() {
        assertThat(eligibility.of(waiting(Direction.FORWARD), List.of(miner(a), miner(b)), Set.of(a)))
                .extracting(Candidate::hotkey)
                .containsExactly(b);
    }

    @Test
    void a_miner_that_has_all_of_its_step_takes_no_more_forwards_but_backwards() {
        var bounded = new Eligibility(OptionalInt.of(MOST));
        var full = List.of(new StageMiner(candidate(a, 0), STAGE, true, EPOCH, MOST));
        var almost = List.of(new StageMiner(candidate(a, 0), STAGE, true, EPOCH, MOST - 1));

        assertThat(bounded.of(waiting(Direction.FORWARD), full, Set.of())).isEmpty();
        assertThat(bounded.of(waiting(Direction.FORWARD), almost, Set.of())).hasSize(1);
        assertThat(bounded.of(waiting(Direction.BACKWARD), full, Set.of())).hasSize(1);
        assertThat(eligibility.of(waiting(Direction.FORWARD), full, Set.of()))
                .as("an epoch of several steps has no bound")
                .hasSize(1);
    }

    @Test
    void a_hop_whose_lease_ran_out_goes_to_another_miner_if_one_has_room() {
        assertThat(whoMay(waiting(Direction.FORWARD, a), miner(a), miner(b))).containsExactly(b);
    }

    @Test
    void a_hop_whose_lease_ran_out_goes_to_the_same_miner_if_no_other_has_room() {
        var full = new StageMiner(candidate(b, 2), STAGE, true, EPOCH, 0);

        assertThat(whoMay(waiting(Direction.FORWARD, a), miner(a), full)).containsExactly(a, b);
        assertThat(whoMay(waiting(Direction.FORWARD, a), miner(a))).containsExactly(a);
    }

    @Test
    void the_owner_of_the_forward_may_have_its_gradient_although_a_lease_of_it_ran_out() {
        assertThat(whoMay(waiting(Direction.BACKWARD, a), miner(a), miner(b)))
                .as("%s owns it", a)
                .containsExactly(a, b);
        assertThat(whoMay(waiting(Direction.BACKWARD, b), miner(a), miner(b)))
                .as("%s owns it", a)
                .containsExactly(a);
    }

    @Test
    void a_hop_goes_to_a_miner_that_has_not_refused_it_and_waits_for_it_while_that_is_busy() {
        var full = new StageMiner(candidate(b, 2), STAGE, true, EPOCH, 0);

        assertThat(whoMay(refusedBy(Direction.FORWARD, a), miner(a), miner(b))).containsExactly(b);
        assertThat(whoMay(refusedBy(Direction.FORWARD, a), miner(a), full)).containsExactly(b);
        assertThat(whoMay(refusedBy(Direction.BACKWARD, a), miner(a), miner(b)))
                .as("nor does its gradient go straight back to the owner that refused it")
                .containsExactly(b);
    }

    @Test
    void a_hop_goes_back_to_a_miner_that_refused_it_only_if_no_other_could_take_it() {
        var joining = new StageMiner(new Candidate(b, 1, Queue.EMPTY, 0, 1), STAGE, true, EPOCH, 0);
        var gone = new StageMiner(candidate(b, 0), STAGE, false, EPOCH, 0);

        assertThat(whoMay(refusedBy(Direction.FORWARD, a), miner(a), joining)).contains(a);
        assertThat(whoMay(refusedBy(Direction.FORWARD, a), miner(a), gone)).containsExactly(a);
        assertThat(whoMay(refusedBy(Direction.FORWARD, a, b), miner(a), miner(b)))
                .as("all of them refused it")
                .containsExactly(a, b);
    }

    @Test
    void another_can_do_a_hop_that_is_there_and_did_not_refuse_it() {
        var joining = new StageMiner(new Candidate(b, 1, Queue.EMPTY, 0, 1), STAGE, true, EPOCH, 0);
        var busy = new StageMiner(candidate(b, 2), STAGE, true, EPOCH, 0);
        var fresh = refusedBy(Direction.FORWARD);

        assertThat(eligibility.hasAnother(fresh, List.of(miner(a), busy), a)).isTrue();
        assertThat(eligibility.hasAnother(fresh, List.of(miner(a)), a)).isFalse();
        assertThat(eligibility.hasAnother(fresh, List.of(miner(a), joining), a)).isFalse();
        assertThat(eligibility.hasAnother(refusedBy(Direction.FORWARD, b), List.of(miner(a), miner(b)), a))
                .isFalse();
    }

    @Test
    void another_microbatch_starts_if_a_miner_of_the_head_would_take_it() {
        var bounded = new Eligibility(OptionalInt.of(MOST));
        var ready = new StageMiner(candidate(a, 0), 0, true, EPOCH, 0);
        var full = new StageMiner(candidate(a, 2), 0, true, EPOCH, 0);
        var behind = new StageMiner(candidate(a, 0), 0, true, EPOCH - 1, 0);
        var inactive = new StageMiner(candidate(a, 0), 0, false, EPOCH, 0);
        var done = new StageMiner(candidate(a, 0), 0, true, EPOCH, MOST);

        assertThat(bounded.startsAnother(EPOCH, List.of(full, ready))).isTrue();
        assertThat(bounded.startsAnother(EPOCH, List.of(full, behind, inactive, done)))
                .isFalse();
    }

    private List<Hotkey> whoMay(Microbatch waiting, StageMiner... miners) {
        return eligibility.of(waiting, List.of(miners), Set.of()).stream()
                .map(Candidate::hotkey)
                .toList();
    }

    private static StageMiner miner(Hotkey hotkey) {
        return new StageMiner(candidate(hotkey, 0), STAGE, true, EPOCH, 0);
    }

    private static Candidate candidate(Hotkey hotkey, int inFlight) {
        return new Candidate(hotkey, 1, new Queue(inFlight, inFlight, true), 2, 1);
    }

    /** A microbatch of which {@code a} did the forward, if it goes backward, and that these had a lease of. */
    private Microbatch waiting(Direction direction, Hotkey... leased) {
        return waiting(direction, List.of(), leased);
    }

    private Microbatch refusedBy(Direction direction, Hotkey... miners) {
        return waiting(
                direction,
                Stream.of(miners)
                        .map(hotkey -> new HopRefusal(hotkey, HopRefusal.Kind.UNABLE))
                        .toList());
    }

    private Microbatch waiting(Direction direction, List<HopRefusal> refused, Hotkey... leased) {
        var hop = new Hop(a, 1, Optional.empty(), Optional.empty(), 1, Optional.empty(), Optional.empty());
        var issued = Stream.of(leased)
                .map(hotkey -> new Lease("l-" + hotkey, hotkey, 1, NOW))
                .toList();
        return new Microbatch(
                new Microbatch.Origin(1, 1, EPOCH, NOW, 0),
                new Microbatch.Place(STAGE, direction, State.WAITING, issued, NOW, NOW, refused),
                new Microbatch.Progress(List.of(hop, hop), 0, Optional.empty(), false),
                3);
    }
}
