package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.MinerChange;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** An epoch goes through its phases, whoever is slow, late or unheard, and on to the next one or back. */
class EpochTest {
    @Test
    void an_epoch_goes_through_all_its_phases() {
        var scene = EpochScene.ofThreeBlocks(3, EpochScene.spec(1, 1));
        scene.task("Train");
        scene.train();
        assertThat(scene.isAnswered("Train")).isFalse();
        scene.close();
        assertThat(scene.isAnswered("Train")).isTrue();
        scene.task("Drain");
        assertThat(scene.isAnswered("Drain")).isTrue();
        scene.task("Collect");
        assertThat(scene.isAnswered("Collect")).isFalse();

        scene.work(scene.miners());
        assertThat(scene.isAnswered("Collect")).isTrue();
        scene.task("Inspect");
        scene.task("Merge");
        assertThat(scene.isAnswered("Inspect")).isTrue();
        assertThat(scene.isAnswered("Merge")).isTrue();
        var checkpoint = scene.publishAndFlip();

        assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
        assertThat(checkpoint.epoch()).isEqualTo(1);
        assertThat(checkpoint.kept()).hasSize(3);
        // Three uploads of 1.25, 1.5 and 1.75, of the same weight each.
        assertThat(scene.weight(checkpoint)).isBetween(1.4f, 1.6f);
        assertThat(scene.run().status().now().epoch()).isEqualTo(1);
        var figures = scene.run().status().epochs().getFirst().figures();
        assertThat(figures.shards()).isEqualTo(3);
        assertThat(figures.shardsAgreed()).isEqualTo(3);
        assertThat(figures.shardsReleased()).isZero();
        assertThat(figures.shardsByMergeFunction()).isZero();
        assertThat(figures.blocksRecomputed()).isEqualTo(3);
        assertThat(figures.wrong()).isEmpty();
        scene.work(scene.miners());
        assertThat(scene.miners()).allSatisfy(miner -> assertThat(miner.loaded).contains(checkpoint));
        assertThat(scene.run().quarantined()).isEmpty();
    }

    @Tag("security")
    @Test
    void the_secret_of_the_plans_is_committed_to_at_the_start() {
        var scene = EpochScene.ofThreeBlocks(1);
        var item = scene.epoch(0);

        assertThat(scene.run().status().epochs().getFirst().commitment())
                .isEqualTo(
                        PlanSeed.commitment(HexFormat.of().parseHex(item.start().secret())));
    }

    @Test
    void training_ends_when_every_stage_has_a_quorum_and_its_shortest_time_is_over() {
        var scene = EpochScene.ofThreeBlocks(3);
        scene.train();
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.empty())));
        assertThat(scene.epoch(0).phase()).isEqualTo(Epoch.Phase.TRAINING);

        scene.pass(Duration.ofMinutes(1), scene.miners());
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.empty())));

        assertThat(scene.epoch(0).phase()).isEqualTo(Epoch.Phase.DRAINING);
    }

    /** More would lie with it until the grace window closes. */
    @Test
    void where_the_merge_takes_the_step_each_miner_is_given_as_many_microbatches_as_it_admits() {
        var sync = MergeOptions.of(Mode.SYNC, Codec.of("float32"), 1);
        var scene = EpochScene.ofThreeBlocks(2, EpochScene.spec(sync, 0.05));

        for (var turn = 0; turn < Event.MAX_ENTRIES; turn++) {
            scene.train();
        }

        assertThat(scene.miners()).allSatisfy(miner -> {
            var found =
                    scene.run().services().miners().get(miner.miner().hotkey()).orElseThrow();
            assertThat(found.taken()).isEqualTo(Event.MAX_ENTRIES);
            assertThat(found.inFlight()).isZero();
            // Not even where a hint, a second old, says that there is room.
            var transaction = scene.run().services().transaction();
            scene.run()
                    .services()
                    .miners()
                    .change(transaction, new MinerChange(found.hotkey()).hold(1).withinStep(Event.MAX_ENTRIES));
            assertThat(transaction.commit().committed()).isFalse();
        });
        scene.pass(Duration.ofMinutes(1), scene.miners());
        scene.look();
        assertThat(scene.epoch(0).phase()).isEqualTo(Epoch.Phase.MERGING);
    }

    @Tag("security")
    @Test
    void a_miner_that_is_ten_times_slower_does_not_hold_the_epoch_and_its_steps_count() {
        var scene = new EpochScene(Setup.of(3, tenBackwards()));
        var slow = scene.miners().getLast();
        var began = scene.run().clock().instant();
        for (var second = 1; scene.epoch(0).phase() != Epoch.Phase.MERGING; second++) {
            assertThat(second).isLessThan(60);
            scene.run().clock().pass(Duration.ofSeconds(1));
            for (var miner : scene.miners()) {
                if (miner != slow || second % 10 == 0) {
                    scene.deliver(miner.turn());
                }
                if (second % 10 == 0) {
                    scene.deliver(miner.heartbeat());
                }
            }
            scene.look();
        }
        scene.mergeWith(scene.miners());

        // The slow one alone would need a hundred seconds for its ten.
        assertThat(Duration.between(began, scene.epoch(0).since())).isLessThanOrEqualTo(Duration.ofSeconds(30));
        var counted = scene.stage().uploads().stream()
                .collect(Collectors.toMap(StageMerge.Counted::hotkey, StageMerge.Counted::microbatches));
        assertThat(counted.remove(slow.miner().hotkey())).isBetween(1, 3);
        assertThat(counted.values()).hasSize(2).allSatisfy(count -> assertThat(count)
                .isGreaterThanOrEqualTo(10));
        assertThat(scene.publishAndFlip().kept())
                .filteredOn(kept -> kept.hotkey().equals(slow.miner().hotkey()))
                .singleElement()
                .satisfies(kept -> assertThat(kept.weight()).isPositive());
    }

    private static EpochSpec tenBackwards() {
        var spec = EpochScene.spec(1, 0);
        return new EpochSpec(
                0,
                Duration.ZERO,
                Duration.ofMinutes(10),
                new QuorumOptions(80, 10, 1, Duration.ofSeconds(6), 80, Duration.ofSeconds(10), Duration.ofMinutes(2)),
                spec.merge(),
                spec.lease());
    }

    @Tag("security")
    @Test
    void events_that_come_late_or_twice_change_nothing() {
        var scene = EpochScene.ofThreeBlocks(2, EpochScene.spec(1, 0));
        scene.train();
        scene.close();
        var all = new java.util.ArrayList<dev.iota.core.wire.SignedEvent>();
        for (var turns = 0; turns < 8; turns++) {
            for (var miner : scene.miners()) {
                var events = miner.turn();
                all.addAll(events);
                scene.deliver(events);
                scene.deliver(events);
            }
        }
        assertThat(scene.stage().phase()).isEqualTo(Phase.PUBLISHING);
        var checkpoint = scene.publishAndFlip();

        scene.deliver(all);
        scene.task("Publish", 0);
        scene.task("Flip", 0);

        assertThat(scene.run().history().checkpoint(0)).isEqualTo(checkpoint);
        assertThat(scene.run().status().now().epoch()).isEqualTo(1);
        assertThat(scene.run().quarantined()).isEmpty();
    }

    @Tag("security")
    @Test
    void a_heartbeat_says_again_what_was_missed() {
        var scene = EpochScene.ofThreeBlocks(2);
        scene.train();
        scene.close();
        var miner = scene.miners().getFirst().miner();
        miner.receive();
        assertThat(miner.renew(1).missed()).singleElement().isInstanceOf(Work.Collect.class);

        scene.run().clock().pass(Duration.ofMinutes(3));
        scene.run().ring(Json.write(new PhaseTimer(0, Optional.of(0))));
        scene.publishAndFlip();

        assertThat(miner.renew(1).missed()).singleElement().isInstanceOf(Work.Load.class);
    }

    @Test
    void forwards_go_only_to_miners_that_have_the_weights_of_the_epoch() {
        var scene = EpochScene.ofThreeBlocks(2);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        scene.publishAndFlip();
        scene.run().control().open(1000);
        var behind = scene.miners().get(0);
        var current = scene.miners().get(1);
        current.turn();

        scene.run().restart();
        behind.miner().renew(1);
        current.miner().renew(1);

        assertThat(behind.miner().receive()).noneMatch(Work.Forward.class::isInstance);
        assertThat(current.miner().receive()).anyMatch(Work.Forward.class::isInstance);
    }

    @Test
    void an_execution_that_failed_is_followed_by_the_next_try_which_resumes() {
        var scene = EpochScene.ofThreeBlocks(2);
        scene.train();
        var run = scene.run().names().run();
        scene.executions().set(run + "-0-1", ExecutionStatus.FAILED);
        scene.run().sweep();

        assertThat(scene.executions().started(run)).containsExactly(run + "-0-1", run + "-0-2");
        scene.close();
        scene.work(scene.miners());
        scene.task("Train");
        scene.task("Drain");
        scene.task("Collect");
        scene.task("Inspect");
        scene.task("Merge");
        assertThat(List.of("Train", "Drain", "Collect", "Inspect", "Merge")).allMatch(scene::isAnswered);
    }
}
