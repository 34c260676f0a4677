package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.audit.Evidence;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardLedger.Round;
import dev.iota.core.merge.shard.ShardResult;
import dev.iota.core.run.ConductSpec;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that miners merged are merged once more by validators. */
@Tag("security")
class ShardAuditTest {
    private final RoundReader reader = new RoundReader(new TestObjectStore());

    @Test
    void a_drawn_shard_can_be_merged_again_until_its_audit_is_decided_whatever_becomes_of_the_uploads() {
        var scene = scene(3, UnaryOperator.identity());
        var validator = listed(scene);
        merge(scene);
        var shards = scene.run().services().epochs().shards(0, 0, Round.MERGE);
        scene.publishAndFlip();

        var audits = audits(scene);
        assertThat(audits).hasSameSizeAs(shards).hasSize(3);
        for (var audit : audits) {
            var evidence = (Evidence.OfShard) audit.evidence();
            var results = shards.get(evidence.shard().index()).work().results();
            assertThat(audit.subject().hotkey())
                    .isEqualTo(results.getFirst().hotkey().orElseThrow());
            assertThat(audit.accused())
                    .containsExactlyElementsOf(results.stream()
                            .map(ShardResult::hotkey)
                            .flatMap(Optional::stream)
                            .toList())
                    .hasSize(2);
            assertThat(audit.subject().rate()).isEqualTo(1);
        }
        var uploads = scene.run().services().epochs().uploads(0, 0).stream()
                .flatMap(upload -> Stream.concat(upload.parts().stream(), Stream.of(upload.manifest())))
                .map(StoredObject::key)
                .toList();
        scene.run().services().objects().delete(uploads);

        judgeAll(scene, validator);

        assertThat(audits(scene)).allMatch(audit -> audit.state() == State.PASSED);
        var left = AuditScene.objects(scene.run(), Resources.HOP_PREFIX);
        assertThat(audits).allMatch(audit -> left.stream().noneMatch(key -> key.contains(audit.id())));
        assertThat(scene.run().miscounted()).isEmpty();
    }

    @Test
    void who_reports_the_same_wrong_result_shares_the_penalty(@TempDir Path folder) throws Exception {
        var scene = scene(2, UnaryOperator.identity());
        var first = listed(scene);
        var second = listed(scene);
        scene.miners().forEach(miner -> miner.merges.lies = shard -> true);
        merge(scene);
        scene.publishAndFlip();
        var accused = Set.of(
                scene.miners().getFirst().miner().hotkey(),
                scene.miners().getLast().miner().hotkey());

        judgeAll(scene, first);
        judgeAll(scene, second);

        var audit = audits(scene).getFirst();
        assertThat(audit.state()).isEqualTo(State.CONFIRMED);
        assertThat(audit.accused()).containsExactlyInAnyOrderElementsOf(accused);
        assertThat(new HashSet<Hotkey>(scene.run().run().audits().failed(0))).isEqualTo(accused);
        assertThat(scene.miners()).allSatisfy(miner -> {
            var conduct = scene.run().record(miner.miner()).conduct();
            assertThat(conduct.faults()).isEqualTo(ConductSpec.DEFAULT.audit());
            assertThat(conduct.reason()).contains("found its merged shard 0 wrong");
        });
        assertThat(AuditScene.objects(scene.run(), Resources.EVIDENCE_PREFIX))
                .hasSameSizeAs(audit.evidence().keys());

        scene.run().audits().export(audit.id(), folder);
        var export = Json.read(Files.readString(folder.resolve(AuditExport.FILE)), AuditExport.class);
        assertThat(export.verdicts()).hasSize(2);
        assertThat(folder).isDirectoryContaining("glob:**/plan.json").isDirectoryContaining("glob:**/part-1-0");
    }

    @Test
    void what_the_merge_function_merged_is_not_drawn() {
        var scene = scene(1, UnaryOperator.identity());
        merge(scene);
        scene.publishAndFlip();

        assertThat(scene.status().figures().shardsByMergeFunction()).isPositive();
        assertThat(audits(scene)).isEmpty();
    }

    @Test
    @Tag("crash")
    void a_publisher_that_dies_after_any_of_its_calls_draws_each_shard_once() {
        var crashes = new Crashes();
        var scene = scene(2, crashes::around);
        merge(scene);
        for (var calls = 1; crashes.dies(calls, () -> scene.task("Publish")); calls++) {
            scene.run().restart();
        }
        scene.publishAndFlip();

        assertThat(audits(scene)).hasSize(1);
        assertThat(scene.run().miscounted()).isEmpty();
    }

    /** Two sections, no spot check, and every shard drawn. */
    private static EpochScene scene(int miners, UnaryOperator<AwsClients> wrap) {
        return new EpochScene(Setup.of(miners, EpochScene.spec(10, 0))
                .threeBlocks()
                .audits(AuditScene.EVERY)
                .wrap(wrap));
    }

    private static TestValidator listed(EpochScene scene) {
        var validator = TestValidator.stranger(scene.run());
        scene.run()
                .audits()
                .list(Stream.concat(scene.run().audits().listed().stream(), Stream.of(validator.hotkey()))
                        .toList());
        return validator;
    }

    /** So far that the stages are to be published. */
    private static void merge(EpochScene scene) {
        scene.trainFor(1);
        scene.work(scene.miners());
    }

    private static List<Audit> audits(EpochScene scene) {
        return scene.run()
                .audits()
                .audits()
                .filter(audit -> audit.evidence() instanceof Evidence.OfShard)
                .toList();
    }

    /** It merges each shard that it is given again; hops it finds right. */
    private void judgeAll(EpochScene scene, TestValidator validator) {
        for (var given = given(validator); !given.isEmpty(); given = given(validator)) {
            given.forEach(work -> scene.run()
                    .deliver(validator.judges(
                            work, !(work.evidence() instanceof ShardEvidence shard) || isSame(scene, work, shard))));
        }
    }

    private static List<Work.Audit> given(TestValidator validator) {
        validator.call(Optional.empty());
        return validator.receive();
    }

    /** Whether the state that was published is what comes of the uploads. */
    private boolean isSame(EpochScene scene, Work.Audit work, ShardEvidence evidence) {
        var plan = reader.plan(evidence.plan());
        var shard = plan.shards().getFirst();
        assertThat(shard.index()).isEqualTo(evidence.shard());
        assertThat(reader.access(work.checkpoint()).checkpoint().sha256())
                .isEqualTo(reader.access(plan.published()).checkpoint().sha256());
        var merged = new TestShardMerge(scene.run(), reader).merge(plan, shard, 0);
        var result = StageCheckpoint.read(reader.text(evidence.result()));
        var published = Stream.iterate(0, section -> section < result.sections(), section -> section + 1)
                .flatMap(section -> Stream.iterate(
                                shard.firstBlock(), block -> block < shard.endBlock(), block -> block + 1)
                        .map(block -> result.hash(section, block)))
                .toList();
        return merged.equals(published);
    }
}
