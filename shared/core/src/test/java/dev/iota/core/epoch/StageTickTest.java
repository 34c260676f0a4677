package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageFacts.Collecting;
import dev.iota.core.epoch.StageFacts.InRound;
import dev.iota.core.epoch.StageMerge.Counted;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.shard.MergeTask;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardLedger;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StageTickTest {
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
    private static final int BLOCKS = STAGE.published().layout().blocks();
    private static final Instant GRACE = NOW.plus(EPOCHS.quorums().grace());

    private final StageTick stageTick = new StageTick(SPEC);

    @Test
    void collecting_waits_for_those_who_trained_until_the_grace_window_closes() {
        var decision = tick(collecting(), new Collecting(Set.of(), Set.copyOf(MINERS), Optional.empty(), Optional.empty()), NOW);

        assertThat(decision.next().phase()).isEqualTo(Phase.COLLECTING);
        assertThat(decision.effects()).containsExactly(new Effect.LookAt(GRACE));
    }

    @Test
    void the_moment_of_the_quorum_is_written_down_before_stragglers_are_waited_for() {
        var accepted = Set.copyOf(MINERS.subList(0, 3));
        var quorum = tick(collecting(), new Collecting(accepted, Set.copyOf(MINERS), Optional.empty(), Optional.empty()), NOW);
        var waits = tick(quorum.next(), new Collecting(accepted, Set.copyOf(MINERS), Optional.empty(), Optional.empty()), NOW);

        assertThat(quorum.next().progress().quorumSince()).contains(NOW);
        assertThat(quorum.again()).isTrue();
        assertThat(waits.effects())
                .containsExactly(new Effect.LookAt(NOW.plus(EPOCHS.quorums().stragglers())));
    }

    @Test
    void without_an_upload_the_state_is_carried_over() {
        var decision = tick(collecting(), new Collecting(Set.of(), Set.copyOf(MINERS), Optional.empty(), Optional.empty()), GRACE);

        assertThat(decision.next().phase()).isEqualTo(Phase.PUBLISHING);
        assertThat(decision.next().exclusion().orElseThrow().kept()).isEmpty();
    }

    @Test
    void uploads_are_read_only_when_collecting_ends_and_fixed_with_what_they_contain() {
        var everybody = Set.copyOf(MINERS);
        var quorum = collecting().withQuorum(NOW);
        var asks = tick(quorum, new Collecting(everybody, everybody, Optional.empty(), Optional.empty()), NOW);
        var fixed = tick(quorum, new Collecting(everybody, everybody, Optional.empty(), Optional.of(contents())), NOW);

        assertThat(asks.effects()).containsExactly(new Effect.CountUploads());
        assertThat(asks.next()).isSameAs(quorum);
        assertThat(fixed.next().phase()).isEqualTo(Phase.INSPECTING);
        assertThat(fixed.next().uploads())
                .isEqualTo(
                        MINERS.stream().map(miner -> new Counted(miner, 12, 1)).toList());
    }

    @Test
    void a_round_begins_with_a_plan_and_then_its_shards() {
        var plan = tick(inspecting(), round(List.of()), NOW);
        var shards = tick(planned(), round(List.of()), NOW);

        assertThat(plan.effects()).singleElement().isInstanceOf(Effect.WritePlan.class);
        assertThat(shards.effects()).singleElement().isInstanceOfSatisfying(Effect.MakeShards.class, make -> {
            assertThat(make.ledger().round()).isEqualTo(Round.INSPECTION);
            assertThat(make.ledger().shards()).hasSize(BLOCKS);
        });
    }

    @Test
    void a_plan_that_would_end_before_a_lease_is_written_anew() {
        var plan = planned().plan().orElseThrow();
        var late = plan.until().minus(EPOCHS.lease());

        assertThat(tick(planned(), round(fresh()), late).effects())
                .singleElement()
                .isInstanceOf(Effect.WritePlan.class);
    }

    @Test
    void every_shard_is_leased_to_its_owners_and_looked_at_when_the_lease_ends() {
        var decision = tick(planned(), round(fresh()), NOW);
        var until = NOW.plus(EPOCHS.lease());

        assertThat(decision.effects().stream().filter(Effect.Lease.class::isInstance))
                .hasSize(BLOCKS)
                .allSatisfy(effect -> assertThat(((Effect.Lease) effect).to()).hasSize(2));
        assertThat(decision.effects()).contains(new Effect.LookAt(until));
        assertThat(decision.again()).isFalse();
    }

    @Test
    void the_only_upload_is_looked_at_by_the_merge_function_alone() {
        var single = collecting()
                .inspecting(
                        List.of(new Counted(MINERS.getFirst(), 12, 1)),
                        Samples.seed(1).sha256(),
                        NOW)
                .planned(object(), NOW.plus(Duration.ofHours(1)));
        var shards = shards(single, ShardLedger.inspection(single.butterfly()));

        var decision = tick(single, round(shards), NOW);

        assertThat(decision.effects().stream().filter(effect -> !effect.isGuard()))
                .isNotEmpty()
                .allSatisfy(effect -> assertThat(effect)
                        .isInstanceOfSatisfying(Effect.Delegate.class, d -> assertThat(d.task())
                                .isInstanceOf(MergeTask.Inspect.class)));
    }

    @Test
    void what_the_merge_function_is_asked_is_not_asked_again_before_its_time_is_over() {
        var silent = new InRound(fresh(), Set.of(), STAGE.published());
        var asked = tick(planned(), silent, NOW);
        var delegate = asked.effects().stream()
                .filter(Effect.Delegate.class::isInstance)
                .map(Effect.Delegate.class::cast)
                .findFirst()
                .orElseThrow();
        var shards = fresh().stream()
                .map(shard -> shard.delegatedUntil(delegate.until()))
                .toList();

        var again = tick(planned(), new InRound(shards, Set.of(), STAGE.published()), NOW);
        var later = tick(
                planned(NOW.plus(Duration.ofDays(1))),
                new InRound(shards, Set.of(), STAGE.published()),
                delegate.until().plusMillis(1));

        assertThat(again.effects()).containsExactly(new Effect.LookAt(delegate.until()));
        assertThat(later.effects()).anyMatch(Effect.Delegate.class::isInstance);
    }

    @Test
    void what_a_wrong_miner_said_is_taken_back_before_anything_else_is_decided() {
        var wrong = MINERS.get(1);
        var stage = planned().withWrong(List.of(wrong), "it lied", 1);

        var decision = tick(stage, round(fresh()), NOW);

        assertThat(decision.effects()).isNotEmpty().allSatisfy(effect -> assertThat(effect)
                .isInstanceOfSatisfying(
                        Effect.Withdraw.class,
                        withdraw -> assertThat(withdraw.next().barred()).containsExactly(wrong)));
        assertThat(decision.again()).isTrue();
    }

    @Test
    void agreed_shards_are_drawn_for_before_the_round_is_over() {
        var stage = merging().planned(object(), NOW.plus(Duration.ofHours(1)));
        var stored = merged(stage);
        var drawn = tick(stage, round(stored), NOW);
        var checked =
                stored.stream().map(shard -> shard.withDraw(List.of(), 0.05)).toList();

        assertThat(drawn.effects()).anyMatch(Effect.Draw.class::isInstance);
        assertThat(drawn.again()).isTrue();
        assertThat(tick(stage, round(checked), NOW).next().phase()).isEqualTo(Phase.PUBLISHING);
    }

    @Test
    void a_mismatch_has_every_agreed_block_drawn_again() {
        var stage = merging().planned(object(), NOW.plus(Duration.ofHours(1)));
        var checked = merged(stage).stream()
                .map(shard -> shard.withDraw(List.of(), 0.05))
                .toList();
        var doubted = stage.withWrong(List.of(), "nobody of these", 1);

        var decision = tick(doubted, round(checked), NOW);

        assertThat(decision.effects().stream().filter(Effect.Draw.class::isInstance))
                .hasSize(BLOCKS)
                .allSatisfy(effect -> assertThat(((Effect.Draw) effect).share()).isEqualTo(1));
    }

    @Test
    void the_same_facts_give_the_same_decision() {
        var stage = merging().planned(object(), NOW.plus(Duration.ofHours(1)));

        assertThat(tick(stage, round(merged(stage)), NOW)).isEqualTo(tick(stage, round(merged(stage)), NOW));
    }

    @Test
    void facts_of_another_phase_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tick(collecting(), round(List.of()), NOW))
                .withMessageContaining("COLLECTING");
    }

    private TickDecision<StageMerge> tick(StageMerge stage, StageFacts facts, Instant now) {
        return stageTick.tick(stage, facts, now, new SplittableRandom(3));
    }

    private static StageMerge collecting() {
        return StageMerge.collecting(0, 0, BLOCKS, 0.05, NOW);
    }

    private static StageMerge inspecting() {
        var counted = MINERS.stream().map(miner -> new Counted(miner, 12, 1)).toList();
        return collecting().inspecting(counted, Samples.seed(1).sha256(), NOW);
    }

    private static StageMerge planned() {
        return planned(NOW.plus(Duration.ofMinutes(10)));
    }

    private static StageMerge planned(Instant until) {
        return inspecting().planned(object(), until);
    }

    private static StageMerge merging() {
        var uploads = MINERS.stream().map(STAGE::upload).toList();
        return inspecting().merging(Samples.all(uploads), NOW);
    }

    private static StoredObject object() {
        return new StoredObject("plan", 1, Sha256.hex("plan"));
    }

    private static StageFacts.Contents contents() {
        var manifests =
                MINERS.stream().map(miner -> STAGE.upload(miner).manifest()).toList();
        var accepted = manifests.stream()
                .collect(Collectors.toMap(
                        manifest -> manifest.hotkey(),
                        manifest -> Set.copyOf(manifest.steps().getFirst().microbatches())));
        return new StageFacts.Contents(manifests, accepted, "00".repeat(32));
    }

    private static InRound round(List<ShardState> shards) {
        return new InRound(shards, Set.copyOf(MINERS), STAGE.published());
    }

    private static List<ShardState> fresh() {
        return shards(planned(), ShardLedger.inspection(planned().butterfly()));
    }

    private static List<ShardState> shards(StageMerge stage, ShardLedger ledger) {
        return ledger.shards().stream()
                .map(work -> ShardState.fresh(stage.epoch(), stage.stage(), ledger.round(), work))
                .toList();
    }

    /** Both owners agree on every shard, and the first stored it. */
    private static List<ShardState> merged(StageMerge stage) {
        var transitions = new ShardTransitions(3);
        var exclusion = stage.exclusion().orElse(new Exclusion(List.of(), List.of()));
        var all = new ArrayList<ShardState>();
        for (var shard : shards(stage, ShardLedger.merge(stage.butterfly(), EPOCHS.sections()))) {
            var work = shard.work();
            var hashes = STAGE.merge(work.shard(), exclusion);
            for (var owner : List.of(work.shard().first(), work.shard().second())) {
                var lease = new ShardLease(owner.toString(), owner, NOW.plusSeconds(30));
                work = transitions.lease(work, lease, NOW).next();
                work = transitions.result(work, lease.id(), owner, hashes).next();
            }
            all.add(shard.with(transitions.stored(work, work.shard().first()).next()));
        }
        return all;
    }
}
