package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageFacts.InRound;
import dev.iota.core.epoch.StageMerge.Counted;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long a shard stays with a miner. */
class StageLeaseTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final EpochSpec EPOCHS = new EpochSpec(
            1,
            Duration.ZERO,
            Duration.ofMinutes(2),
            QuorumOptions.DEFAULT,
            MergeOptions.of(Mode.DILOCO, new Float32Codec(), 1),
            Duration.ofSeconds(30));
    private static final RunSpec SPEC = RunSpec.of("run", 1, Presets.load("tiny"), EPOCHS);
    private static final List<Hotkey> MINERS = Samples.miners(4);
    private static final VirtualStage STAGE = new VirtualStage(SPEC, 0, MINERS);

    @Test
    void a_lease_is_left_to_a_miner_whose_objects_move_and_not_to_one_whose_objects_do_not() {
        var until = NOW.plus(EPOCHS.lease());
        var leased = leased(until);
        var late = until.plusMillis(1);
        var moving = MINERS.getFirst();

        var decision = tick(
                planned(NOW.plus(Duration.ofMinutes(10))),
                new InRound(leased, Set.copyOf(MINERS), Set.of(moving), STAGE.published()),
                late);

        var held = leased.stream()
                .filter(shard -> shard.work().wasLeasedTo(moving))
                .map(ShardState::index)
                .toList();
        assertThat(held).isNotEmpty();
        assertThat(decision.effects())
                .allSatisfy(effect -> assertThat(effect)
                        .isInstanceOfSatisfying(Effect.Extend.class, extend -> assertThat(extend.until())
                                .isAfter(late)))
                .extracting(effect -> ((Effect.Extend) effect).shard())
                .containsExactlyElementsOf(held);
        assertThat(decision.again()).isTrue();
    }

    @Test
    void no_lease_is_extended_after_the_time_that_an_owner_takes_on_the_slowest_line() {
        var until = NOW.plus(EPOCHS.lease());
        var everybody = Set.copyOf(MINERS);
        var late = NOW.plus(EpochTimes.LONGEST).plus(EPOCHS.lease()).plusSeconds(1);

        var decision = tick(
                planned(late.plus(Duration.ofHours(1))),
                new InRound(leased(until), everybody, everybody, STAGE.published()),
                late);

        assertThat(decision.effects()).noneMatch(Effect.Extend.class::isInstance);
        assertThat(decision.effects()).anyMatch(Effect.Lease.class::isInstance);
    }

    @Test
    void a_lease_that_was_given_back_is_not_extended() {
        var until = NOW.plus(EPOCHS.lease());
        var transitions = new ShardTransitions(3);
        var back = leased(until).stream()
                .map(shard -> {
                    var lease = shard.work().issued().getFirst();
                    return shard.with(transitions
                            .failed(shard.work(), lease.id(), lease.hotkey(), NOW)
                            .next());
                })
                .toList();

        assertThat(back).allSatisfy(shard -> assertThat(shard.work().overdue(until.plusMillis(1)))
                .containsExactly(shard.work().issued().getLast()));
    }

    @Test
    void a_plan_that_would_end_before_a_lease_is_written_anew() {
        var plan = planned(NOW.plus(Duration.ofMinutes(10))).plan().orElseThrow();
        var late = plan.until().minus(EPOCHS.lease());

        assertThat(tick(
                                planned(NOW.plus(Duration.ofMinutes(10))),
                                new InRound(leased(late), Set.copyOf(MINERS), Set.of(), STAGE.published()),
                                late)
                        .effects())
                .singleElement()
                .isInstanceOf(Effect.WritePlan.class);
    }

    private static TickDecision<StageMerge> tick(StageMerge stage, StageFacts facts, Instant now) {
        return new StageTick(SPEC).tick(stage, facts, now, new SplittableRandom(3));
    }

    private static StageMerge planned(Instant until) {
        var counted = MINERS.stream().map(miner -> new Counted(miner, 12, 1)).toList();
        var blocks = STAGE.published().layout().blocks();
        return StageMerge.collecting(0, 0, blocks, 0.05, NOW)
                .inspecting(counted, Samples.seed(1).sha256(), NOW)
                .planned(new StoredObject("plan", 1, Sha256.hex("plan")), until);
    }

    /** Every shard is at both of its owners. */
    private static List<ShardState> leased(Instant until) {
        var transitions = new ShardTransitions(3);
        var stage = planned(NOW.plus(Duration.ofMinutes(10)));
        var ledger = ShardLedger.inspection(stage.butterfly());
        return ledger.shards().stream()
                .map(work -> ShardState.fresh(0, 0, ledger.round(), work))
                .map(shard -> {
                    var work = shard.work();
                    for (var owner : List.of(work.shard().first(), work.shard().second())) {
                        var lease = new ShardLease(owner.toString(), owner, until);
                        work = transitions.lease(work, lease, NOW).next();
                    }
                    return shard.with(work);
                })
                .toList();
    }
}
