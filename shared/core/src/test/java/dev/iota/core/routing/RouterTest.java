package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Candidate.Queue;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final LeaseSpec SPEC = LeaseSpec.DEFAULT;

    private final Router router = new Router(SPEC);
    private final Random random = new Random(5);
    private final Hotkey a = KeyPair.generate(random).hotkey();
    private final Hotkey b = KeyPair.generate(random).hotkey();
    private final Microbatch fresh = Microbatch.fresh(1, 1, 0, NOW);

    @Test
    void without_a_free_slot_nobody_gets_it_and_it_says_so() {
        var choice = router.route(fresh, List.of(miner(a, 2, 2, 1), miner(b, 0, 0, 1)), NOW, random);

        assertThat(choice.lease()).isEmpty();
        assertThat(choice.reason()).contains("no free slot among 2 miners");
    }

    @Test
    void of_two_candidates_the_shorter_expected_wait_wins() {
        var stage = List.of(miner(a, 3, 4, 1), miner(b, 0, 4, 1));

        // Both draws hit the slower one a quarter of the time.
        assertThat(chosen(fresh, stage.toArray(Candidate[]::new)).getOrDefault(a, 0L))
                .isBetween(25L, 75L);
    }

    @Test
    void a_forward_goes_to_a_miner_whose_step_admits_it_if_there_is_one() {
        var full = new Candidate(a, 1, new Queue(1, 0, false), 4, 1);
        var admitting = new Candidate(b, 1, new Queue(3, 3, true), 4, 1);

        assertThat(chosen(fresh, full, admitting)).containsOnlyKeys(b);
        assertThat(chosen(fresh, full)).containsOnlyKeys(a);
        assertThat(chosen(backwardOf(KeyPair.generate(random).hotkey()), full, admitting))
                .as("a gradient joins any step")
                .containsOnlyKeys(a, b);
    }

    @Test
    void what_waits_elsewhere_for_a_gradient_is_not_before_a_forward_that_the_step_admits() {
        var awaiting = new Candidate(a, 1, new Queue(3, 0, true), 4, 1);
        var queueing = new Candidate(b, 1, new Queue(2, 2, true), 4, 1);

        assertThat(awaiting.expectedWait()).isEqualTo(1);
        assertThat(awaiting.longestWait()).isEqualTo(4);
        assertThat(chosen(fresh, awaiting, queueing).get(a)).isBetween(125L, 175L);
        assertThat(new Candidate(a, 1, new Queue(3, 0, false), 4, 1).expectedWait())
                .as("it waits for all of them")
                .isEqualTo(4);
    }

    @Test
    void two_choices_keep_every_miner_on_some_pathways() {
        var stage = Stream.generate(() -> miner(KeyPair.generate(random).hotkey(), 0, 1, 1))
                .limit(10)
                .toList();

        var chosen = IntStream.range(0, 500)
                .mapToObj(i -> router.route(fresh, stage, NOW, random)
                        .lease()
                        .orElseThrow()
                        .hotkey())
                .collect(Collectors.toSet());

        assertThat(chosen).hasSize(10);
    }

    @Test
    void a_gradient_goes_back_to_the_owner_of_the_forward_and_takes_no_slot() {
        var choice = router.route(backwardOf(a), List.of(miner(a, 5, 2, 1), miner(b, 0, 2, 1)), NOW, random);

        assertThat(choice.lease().orElseThrow().hotkey()).isEqualTo(a);
        assertThat(choice.needsSlot()).isFalse();
    }

    @Test
    void a_gradient_whose_owner_is_gone_is_rescued_by_somebody_with_a_slot() {
        var choice = router.route(backwardOf(a), List.of(miner(b, 0, 2, 1)), NOW, random);

        assertThat(choice.lease().orElseThrow().hotkey()).isEqualTo(b);
        assertThat(choice.needsSlot()).isTrue();
    }

    @Test
    void an_owner_that_is_not_ready_does_not_get_its_gradient() {
        var choice = router.route(backwardOf(a), List.of(miner(a, 1, 0, 1)), NOW, random);

        assertThat(choice.lease()).isEmpty();
    }

    @Test
    void an_owner_that_leaves_gets_its_gradient_and_no_forward() {
        var leaving = miner(a, 1, Candidate.LEAVING, 1);

        assertThat(router.route(backwardOf(a), List.of(leaving), NOW, random)
                        .lease()
                        .orElseThrow()
                        .hotkey())
                .isEqualTo(a);
        assertThat(router.route(backwardOf(b), List.of(leaving), NOW, random).lease())
                .isEmpty();
        assertThat(router.route(fresh, List.of(leaving), NOW, random).lease()).isEmpty();
    }

    @Test
    void a_lease_lasts_as_long_as_the_hop_should_take_within_its_limits() {
        assertThat(router.duration(0)).isEqualTo(SPEC.shortest());
        assertThat(router.duration(10)).isEqualTo(Duration.ofSeconds((long) (10 * SPEC.patience())));
        assertThat(router.duration(1e9)).isEqualTo(SPEC.longest());
        var lease = router.route(fresh, List.of(miner(a, 4, 9, 2)), NOW, random)
                .lease()
                .orElseThrow();
        assertThat(lease.until()).isEqualTo(NOW.plus(router.duration(10)));
    }

    @Test
    void a_lease_carries_the_registration_that_it_is_for() {
        var lease = router.route(fresh, List.of(new Candidate(a, 42, Queue.EMPTY, 1, 1)), NOW, random)
                .lease()
                .orElseThrow();

        assertThat(lease.registration()).isEqualTo(42);
        assertThat(lease.id()).matches("[0-9a-f]{16}");
    }

    @Test
    void the_same_seed_gives_the_same_pathway() {
        var stage = List.of(miner(a, 0, 1, 1), miner(b, 0, 1, 1));

        assertThat(router.route(fresh, stage, NOW, new Random(3)))
                .isEqualTo(router.route(fresh, stage, NOW, new Random(3)));
    }

    /** How often each of them is chosen, of 200 times. */
    private Map<Hotkey, Long> chosen(Microbatch microbatch, Candidate... stage) {
        return IntStream.range(0, 200)
                .mapToObj(i -> router.route(microbatch, List.of(stage), NOW, random)
                        .lease()
                        .orElseThrow()
                        .hotkey())
                .collect(Collectors.groupingBy(hotkey -> hotkey, Collectors.counting()));
    }

    private static Candidate miner(Hotkey hotkey, int inFlight, int slots, double seconds) {
        return new Candidate(hotkey, 1, new Queue(inFlight, inFlight, true), slots, seconds);
    }

    private static Microbatch backwardOf(Hotkey owner) {
        var hop = new Hop(owner, 1, Optional.empty(), Optional.empty(), 1, Optional.empty(), Optional.empty());
        return new Microbatch(
                new Microbatch.Origin(1, 1, 0, NOW, 0),
                new Microbatch.Place(0, Direction.BACKWARD, State.WAITING, List.<Lease>of(), NOW, NOW, List.of()),
                new Microbatch.Progress(List.of(hop, hop), 0, Optional.empty(), false),
                3);
    }
}
