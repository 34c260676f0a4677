package dev.iota.core.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.epoch.VirtualEpoch.Fate;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.QuorumOptions;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole epochs through the ticks alone: no table, no queue, and no time but the virtual clock's. */
@Tag("chaos")
class WholeEpochTest {
    private static final EpochSpec EPOCHS = new EpochSpec(
            1,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            QuorumOptions.DEFAULT,
            MergeOptions.of(Mode.DILOCO, new Float32Codec(), 1),
            Duration.ofSeconds(30));
    private static final RunSpec SPEC = RunSpec.of("virtual", 1, Presets.load("tiny"), EPOCHS);
    private static final int COUNT = 2;
    private static final int MINERS = 4;

    private static final List<Hotkey> HOTKEYS = Samples.miners(COUNT * MINERS);
    private static final List<VirtualStage> STAGES = IntStream.range(0, COUNT)
            .mapToObj(stage -> new VirtualStage(SPEC, stage, HOTKEYS.subList(stage * MINERS, (stage + 1) * MINERS)))
            .toList();

    @Test
    void honest_miners_merge_every_stage_without_the_merge_function() {
        var run = run(Map.of(), 0);

        assertPublished(run);
        assertThat(run.epoch().outcome().figures().shardsByMergeFunction()).isZero();
        assertThat(run.epoch().outcome().redone()).isZero();
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void microbatches_that_never_end_are_taken_back_when_the_grace_window_closes() {
        var run = run(Map.of(), 5);

        assertPublished(run);
        assertThat(run.epoch().outcome().redone()).isEqualTo(5);
    }

    @Test
    void a_miner_that_never_uploads_holds_nobody_up_for_longer_than_the_grace_window() {
        var run = run(Map.of(0, Fate.NEVER_UPLOADS, 1, Fate.NEVER_UPLOADS), 0);

        assertPublished(run);
        assertThat(run.merge(0).state().miners()).hasSize(MINERS - 2);
        assertThat(run.log()).anyMatch(line -> line.contains("the grace window closed with 2 of 4 uploads"));
        assertThat(run.epoch().outcome().mergeSeconds())
                .isLessThan(EPOCHS.quorums().grace().plus(EPOCHS.lease()).toSeconds() * 1.0);
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void a_slow_upload_that_moves_is_waited_for_and_merged_though_a_quorum_has_uploaded() {
        var run = run(Map.of(0, Fate.UPLOADS_SLOWLY), 0);

        assertPublished(run);
        assertThat(run.merge(0).state().miners()).hasSize(MINERS);
        assertThat(run.log()).contains("stage 0 INSPECTING: all 4 qualifying miners uploaded");
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void where_every_line_is_slow_nothing_is_carried_over() {
        var all = new HashMap<Integer, Fate>();
        IntStream.range(0, COUNT * MINERS).forEach(miner -> all.put(miner, Fate.UPLOADS_SLOWLY));
        var run = run(all, 0);

        assertPublished(run);
        assertThat(run.epoch().outcome().carriedOver()).isEmpty();
        assertThat(run.merge(1).state().miners()).hasSize(MINERS);
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void an_upload_of_which_no_byte_moves_is_not_waited_for_longer_than_the_grace_window() {
        var run = run(Map.of(0, Fate.STALLS, 1, Fate.STALLS), 0);

        assertPublished(run);
        assertThat(run.merge(0).state().miners()).hasSize(MINERS - 2);
        assertThat(run.log()).anyMatch(line -> line.contains("the grace window closed with 2 of 4 uploads"));
    }

    @Test
    void an_upload_that_moves_and_never_ends_is_waited_for_as_long_as_its_bytes_take_on_the_slowest_line() {
        var run = run(Map.of(0, Fate.CREEPS, 1, Fate.CREEPS), 0);

        assertPublished(run);
        assertThat(run.merge(0).state().miners()).hasSize(MINERS - 2);
        assertThat(run.log()).anyMatch(line -> line.contains("their longest time was over, with 2 of 4 uploads"));
        var blocks = STAGES.getFirst().published().layout().blocks();
        var bytes = SPEC.leases().transfer((long) blocks * BlockLayout.ELEMENTS * Float.BYTES);
        assertThat(run.epoch().outcome().mergeSeconds())
                .isLessThan(EPOCHS.quorums().grace().plus(bytes).plus(EPOCHS.lease()).toSeconds() * 1.0);
    }

    @Test
    void a_stage_whose_only_uploads_move_and_never_end_is_carried_over_with_that_reason() {
        var run = run(Map.of(0, Fate.CREEPS, 1, Fate.CREEPS, 2, Fate.STALLS, 3, Fate.NEVER_UPLOADS), 0);

        assertPublished(run);
        assertThat(run.epoch().outcome().carriedOver())
                .containsExactly(new CarriedOver(
                        0, "no upload moved any more, or their longest time was over, with 0 of 4 uploads"));
    }

    @Test
    void shards_of_a_miner_that_falls_silent_go_to_others_and_the_lapse_is_recorded() {
        var run = run(Map.of(2, Fate.FALLS_SILENT), 0);

        assertPublished(run);
        assertThat(run.epoch().outcome().figures().lapsed())
                .singleElement()
                .satisfies(lapsed -> assertThat(lapsed.hotkey()).isEqualTo(HOTKEYS.get(2)));
        assertThat(run.epoch().outcome().figures().shardsReleased()).isPositive();
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void a_liar_is_named_nobody_else_is_and_what_is_published_is_right() {
        var run = run(Map.of(5, Fate.LIES), 0);

        assertPublished(run);
        assertThat(run.merge(1).state().wrong())
                .extracting(Exclusion.Excluded::hotkey)
                .containsExactly(HOTKEYS.get(5));
        assertThat(run.merge(0).state().wrong()).isEmpty();
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void an_epoch_survives_all_of_it_at_once() {
        var run = run(Map.of(0, Fate.NEVER_UPLOADS, 1, Fate.LIES, 4, Fate.FALLS_SILENT, 6, Fate.LIES), 3);

        assertPublished(run);
        assertThat(run.epoch().outcome().redone()).isEqualTo(3);
        assertThat(run.merge(1).state().wrong())
                .extracting(Exclusion.Excluded::hotkey)
                // A miner of any stage may take a shard over.
                .isSubsetOf(HOTKEYS.get(1), HOTKEYS.get(6))
                .contains(HOTKEYS.get(6));
        assertResultIsThatOfOneProcess(run);
    }

    @Test
    void a_stage_that_nobody_uploaded_for_is_carried_over_and_the_others_are_merged() {
        var run = run(
                Map.of(
                        0, Fate.NEVER_UPLOADS,
                        1, Fate.NEVER_UPLOADS,
                        2, Fate.NEVER_UPLOADS,
                        3, Fate.NEVER_UPLOADS),
                0);

        assertPublished(run);
        assertThat(run.log()).contains("stage 0 published, CARRIED_OVER", "stage 1 published, MERGED");
        assertThat(run.epoch().outcome().carriedOver())
                .containsExactly(new CarriedOver(0, "the grace window closed with 0 of 4 uploads"));
    }

    @Test
    void when_every_miner_falls_silent_the_merge_function_does_it_all() {
        var all = new HashMap<Integer, Fate>();
        IntStream.range(0, COUNT * MINERS).forEach(miner -> all.put(miner, Fate.FALLS_SILENT));
        var run = run(all, 0);

        assertPublished(run);
        var figures = run.epoch().outcome().figures();
        assertThat(figures.shardsByMergeFunction()).isEqualTo(figures.shards());
        assertResultIsThatOfOneProcess(run);
    }

    private static VirtualEpoch run(Map<Integer, Fate> faults, long stuck) {
        var fates = new HashMap<Hotkey, Fate>();
        IntStream.range(0, HOTKEYS.size())
                .forEach(miner -> fates.put(HOTKEYS.get(miner), faults.getOrDefault(miner, Fate.HONEST)));
        var run = new VirtualEpoch(SPEC, STAGES, fates, stuck);
        run.run();
        return run;
    }

    private static void assertPublished(VirtualEpoch run) {
        assertThat(run.epoch().phase()).as("%s", run.log()).isEqualTo(Epoch.Phase.PUBLISHED);
        assertThat(run.epoch().outcome().figures().shardsLost()).isZero();
        IntStream.range(0, COUNT)
                .forEach(stage -> assertThat(run.merge(stage).state().phase()).isEqualTo(Phase.PUBLISHED));
    }

    /** Bit for bit what the arithmetic makes of the uploads that count, whoever did which shard. */
    private static void assertResultIsThatOfOneProcess(VirtualEpoch run) {
        for (var stage = 0; stage < COUNT; stage++) {
            var merge = run.merge(stage);
            var exclusion = merge.state().exclusion().orElseThrow();
            for (var shard : merge.shards(Round.MERGE)) {
                assertThat(shard.work().readable().orElseThrow())
                        .isEqualTo(STAGES.get(stage).merge(shard.work().shard(), exclusion));
            }
        }
    }
}
