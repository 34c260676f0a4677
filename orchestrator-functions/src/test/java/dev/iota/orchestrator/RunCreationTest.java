package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.LimitSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.orchestrator.admin.RunCreation;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The making of a run, whole, again, and killed in between. */
class RunCreationTest {
    private static final int STAGES = 2;
    private static final int ELEMENTS = 70_000;

    /** More calls than the making of such a run makes. */
    private static final int CALLS = 100;

    /** Of these calls every ninth. */
    private static final int SOME = 9;

    @TempDir
    private Path folder;

    private final List<String> put = Collections.synchronizedList(new ArrayList<>());
    private final Crashes crashes = new Crashes();

    @Test
    void what_was_stored_is_stored_once_however_often_the_run_is_made() throws IOException {
        var names = TestCloud.shared().newRun();
        var record = record(names, 257);
        create(names, record, new RandomWeights(STAGES, ELEMENTS));

        // Two sections of two stages, the token shard, and the held-out sample.
        assertThat(content()).hasSize(6).doesNotHaveDuplicates();
        var pointer = services(names).runs().pointer(0);
        assertThat(pointer).map(Pointer::isComplete).contains(true);
        put.clear();

        create(names, record, new RandomWeights(STAGES, ELEMENTS));

        assertThat(put).isEmpty();
        assertThat(services(names).runs().pointer(0)).isEqualTo(pointer);
        assertThat(started(names)).containsExactly(names.run() + "-0-1");
        TestCloud.shared().remove(names);
    }

    @Tag("crash")
    @Test
    void a_run_is_made_after_calls_at_which_its_owner_was_killed_and_nothing_is_sent_twice() throws IOException {
        madeAgain(SOME);
    }

    @Tag("crash")
    @Tag("long")
    @Test
    void a_run_is_made_after_whichever_of_its_calls_its_owner_was_killed_and_nothing_is_sent_twice()
            throws IOException {
        madeAgain(1);
    }

    private void madeAgain(int every) throws IOException {
        var whole = TestCloud.shared().newRun();
        create(whole, record(whole, 257), new RandomWeights(STAGES, ELEMENTS));
        var wanted = content().size();
        for (var calls = 1; calls <= CALLS; calls += every) {
            put.clear();
            var names = TestCloud.shared().newRun();
            var record = record(names, 257);
            crashes.after(calls);
            var died = false;
            try {
                create(names, record, new RandomWeights(STAGES, ELEMENTS));
            } catch (Crashes.Killed e) {
                died = true;
            }
            crashes.never();
            create(names, record, new RandomWeights(STAGES, ELEMENTS));

            assertThat(content())
                    .as("killed after call %d", calls)
                    .hasSize(wanted)
                    .doesNotHaveDuplicates();
            assertThat(services(names).runs().pointer(0).map(Pointer::isComplete))
                    .contains(true);
            assertThat(services(names).runs().get()).contains(record);
            assertThat(started(names)).containsExactly(names.run() + "-0-1");
            TestCloud.shared().remove(names);
            if (!died) {
                TestCloud.shared().remove(whole);
                return;
            }
        }
        throw new AssertionError("the making of a run makes more than %d calls".formatted(CALLS));
    }

    @Test
    void a_stage_is_read_back_as_it_was_drawn() throws IOException {
        readBack(ELEMENTS, 2);
    }

    @Test
    @Tag("long")
    void a_stage_of_more_than_one_object_is_read_back_as_it_was_drawn() throws IOException {
        readBack((65 << 20) / Float.BYTES, 4);
    }

    /** @param objects of weights and momentum together */
    private void readBack(int elements, int objects) throws IOException {
        var names = TestCloud.shared().newRun();
        var stages = 1;
        var spec = TestData.spec(names.run(), stages, Optional.of(epochs()), LimitSpec.DEFAULT);
        create(names, new RunRecord(spec, manifest(names), "data/", 0), new RandomWeights(stages, elements));

        var services = services(names);
        var history = new dev.iota.orchestrator.admin.RunHistory(services, new Runs(services));
        assertThat(history.checkpoint(0).objects()).hasSize(objects).allSatisfy(object -> assertThat(object.bytes())
                .isLessThanOrEqualTo(64 << 20));
        history.download(0, folder.resolve("stage-0.bin"));
        try (var drawn = new RandomWeights(stages, elements)) {
            assertThat(Files.newInputStream(folder.resolve("stage-0.bin"))).hasSameContentAs(drawn.values());
        }
        TestCloud.shared().remove(names);
    }

    @Test
    void a_run_that_cannot_work_is_refused_with_a_sentence_for_each_reason_before_anything_is_written()
            throws IOException {
        var names = TestCloud.shared().newRun();
        var slow = TestData.spec(names.run(), STAGES, Optional.of(epochs()), LimitSpec.DEFAULT);
        var record = new RunRecord(slow.withLeases(slow.leases().withSlowestRate(1)), manifest(names, 300), "data/", 0);

        assertThatThrownBy(() -> create(names, record, new RandomWeights(STAGES, ELEMENTS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stage 0 has 70000 parameters")
                .hasMessageContaining("stage 1 has 70000 parameters")
                .hasMessageContaining("vocabulary 257")
                .satisfies(refused ->
                        assertThat(String.valueOf(refused.getMessage()).lines()).hasSizeGreaterThanOrEqualTo(3));
        assertThat(put).isEmpty();
        assertThat(services(names).runs().get()).isEmpty();
        TestCloud.shared().remove(names);
    }

    @Test
    void another_run_of_the_same_name_is_left_as_it_is() throws IOException {
        var names = TestCloud.shared().newRun();
        var record = record(names, 257);
        create(names, record, new RandomWeights(STAGES, ELEMENTS));
        put.clear();
        var other = new RunRecord(withSeed(record.spec(), 2), record.manifest(), "data/", 0);

        assertThatThrownBy(() -> create(names, other, new RandomWeights(STAGES, ELEMENTS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exists with another specification");
        assertThat(put).isEmpty();
        assertThat(services(names).runs().get()).contains(record);
        TestCloud.shared().remove(names);
    }

    @Test
    void runs_stand_side_by_side_in_one_account() throws IOException {
        var one = TestCloud.shared().newRun();
        var other = TestCloud.shared().newRun();
        create(one, record(one, 257), new RandomWeights(STAGES, ELEMENTS));
        create(other, record(other, 257), new RandomWeights(STAGES, ELEMENTS));

        assertThat(content()).hasSize(12);
        assertThat(services(one).runs().get().orElseThrow().spec().run()).isEqualTo(one.run());
        assertThat(services(other).runs().get().orElseThrow().spec().run()).isEqualTo(other.run());
        assertThat(one.objects()).isNotEqualTo(other.objects());
        TestCloud.shared().remove(one);
        TestCloud.shared().remove(other);
    }

    private static EpochSpec epochs() {
        return EpochScene.spec(10, 0);
    }

    private static RunSpec withSeed(RunSpec spec, long seed) {
        return new RunSpec(
                spec.run(),
                seed,
                spec.model(),
                spec.training(),
                spec.leases(),
                spec.rescueBound(),
                spec.refusals(),
                spec.indexShards(),
                spec.epochs(),
                spec.limits(),
                spec.audits(),
                spec.scores(),
                spec.data());
    }

    private RunRecord record(Names names, int vocabulary) throws IOException {
        var spec = TestData.spec(names.run(), STAGES, Optional.of(epochs()), LimitSpec.DEFAULT);
        return new RunRecord(spec, manifest(names, vocabulary), "data/", 0);
    }

    private DataManifest manifest(Names names) throws IOException {
        return manifest(names, 257);
    }

    /** Of token shards in the folder, and nowhere else yet. */
    private DataManifest manifest(Names names, int vocabulary) throws IOException {
        var services = Services.of(names, TestCloud.shared().awsClients(), new TestClock(), new Random(1), pause -> {});
        var manifest = TestData.store(services);
        var shard = services.objects().read("data/shard-0", 1 << 20).orElseThrow();
        Files.write(folder.resolve("shard-0"), shard);
        Files.write(folder.resolve("held-out"), shard);
        services.objects().delete(List.of("data/shard-0", "data/" + HeldOutSample.KEY));
        return new DataManifest(
                manifest.tokenizer(),
                manifest.tokenizerSha256(),
                vocabulary,
                manifest.sequence(),
                manifest.sequences(),
                manifest.seed(),
                manifest.shards(),
                manifest.heldOut(),
                manifest.documents(),
                manifest.tokens(),
                manifest.heldOutTokens(),
                manifest.unigramEntropy());
    }

    private Services services(Names names) {
        var counted = crashes.around(counted(TestCloud.shared().awsClients()));
        return Services.of(names, counted, new TestClock(), new Random(1), pause -> {});
    }

    private void create(Names names, RunRecord record, RandomWeights weights) {
        var services = services(names);
        new RunCreation(services, new Runs(services), RunCreation.Progress.SILENT)
                .create(record, folder, () -> weights, 100);
    }

    private AwsClients counted(AwsClients clients) {
        return Intercept.objects(clients, this::count);
    }

    private @Nullable Object count(String method, Object request, Intercept.Call real) throws Throwable {
        if (request instanceof PutObjectRequest object) {
            put.add(object.bucket() + "/" + object.key());
        }
        return real.make();
    }

    /** What was sent of token shards and weights: all that is large. */
    private List<String> content() {
        return put.stream()
                .filter(key -> key.contains("/data/") || key.contains("/state/"))
                .toList();
    }

    private static List<String> started(Names names) {
        return ((TestSfn) TestCloud.shared().awsClients().sfn()).started(names.run());
    }
}
