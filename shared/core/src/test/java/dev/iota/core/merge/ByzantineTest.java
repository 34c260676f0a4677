package dev.iota.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Sha256;
import dev.iota.core.merge.aggregate.TrimmedMean;
import dev.iota.core.merge.aggregate.WeightedMean;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.inspect.Fault;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.Arbitration;
import dev.iota.core.merge.shard.ShardLease;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.shard.ShardTransitions;
import dev.iota.core.merge.shard.ShardWork;
import dev.iota.core.merge.shard.ShardWork.State;
import dev.iota.core.merge.shard.SpotChecks;
import dev.iota.core.merge.step.AdamWSpec;
import dev.iota.core.merge.step.SyncStep;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.merge.upload.UploadSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Uploaders and owners that lie, against the arithmetic and the decisions; what passes is shown, too. */
@Tag("security")
@Tag("byzantine")
class ByzantineTest {
    private static final int ELEMENTS = BlockLayout.ELEMENTS + 500;
    private static final UploadSpec SPEC = Samples.spec(Mode.SYNC, new Float32Codec(), ELEMENTS);
    private static final BlockReader PUBLISHED =
            Samples.state(SPEC.layout(), Samples.gaussian(ELEMENTS, 0.02, 1), new float[ELEMENTS], new float[ELEMENTS]);
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void an_upload_with_one_nan_is_left_out_and_the_result_is_that_of_the_others() throws IOException {
        var values = honest(4);
        values[ELEMENTS - 1] = Float.NaN;
        var bad = Samples.upload(SPEC, Samples.miners(5).get(4), 8, Samples.raw(SPEC.layout(), values));

        leftOut(bad, "an element is not finite");
    }

    @Test
    void an_upload_times_a_hundred_is_left_out_and_the_result_is_that_of_the_others() throws IOException {
        leftOut(Samples.upload(SPEC, Samples.miners(5).get(4), 8, times(honest(4), 100)), "medians; above 10");
    }

    @Test
    void an_upload_that_is_not_what_its_manifest_says_is_left_out() throws IOException {
        var manifest = Samples.upload(SPEC, Samples.miners(5).get(4), 8, honest(4));
        var other = Samples.upload(SPEC, Samples.miners(5).get(4), 8, honest(5));

        leftOut(new Upload(manifest.manifest(), other.blocks()), "not what its manifest says");
    }

    @Test
    void a_block_that_cannot_be_decoded_is_left_out() throws IOException {
        var bytes = Samples.encode(SPEC.codec(), SPEC.layout(), honest(4));
        bytes[0][1] = Arrays.copyOf(bytes[0][1], 10);

        leftOut(Samples.upload(SPEC, Samples.miners(5).get(4), 8, bytes), "cannot be decoded");
    }

    @Test
    void second_moments_below_zero_are_left_out() throws IOException {
        var spec = Samples.spec(Mode.AVERAGE, new Float32Codec(), 10);
        var negative = new float[10];
        negative[3] = -1e-9f;
        var upload = Samples.upload(spec, Samples.miners(1).getFirst(), 1, new float[10], new float[10], negative);
        var shard = new Shard(0, 0, 1, upload.hotkey(), upload.hotkey());

        var finding = new Inspection(Samples.state(spec.layout(), new float[10]))
                .inspect(shard, List.of(upload))
                .getFirst();

        assertThat(finding.fault()).contains(Fault.NEGATIVE_MOMENT);
    }

    @Test
    void a_norm_of_weights_is_that_of_their_change() throws IOException {
        var spec = Samples.spec(Mode.DILOCO, new Float32Codec(), ELEMENTS);
        var start = Samples.gaussian(ELEMENTS, 1, 1);
        var end = start.clone();
        for (var i = 0; i < ELEMENTS; i += 2) {
            end[i] = start[i] + 0.25f;
        }
        var upload = Samples.upload(spec, Samples.miners(1).getFirst(), 1, end);
        var shard = new Shard(0, 0, 2, upload.hotkey(), upload.hotkey());

        var finding = new Inspection(Samples.state(spec.layout(), start))
                .inspect(shard, List.of(upload))
                .getFirst();

        assertThat(finding.sumOfSquares()).isCloseTo(ELEMENTS / 2 * 0.0625, within(0.01));
    }

    /** What norms cannot see. The loss says it later (CLASP), the trimmed mean bounds it now. */
    @Test
    void a_flipped_sign_and_a_small_norm_pass_the_checks() throws IOException {
        var uploads = new ArrayList<>(honestUploads(5));
        uploads.set(3, Samples.upload(SPEC, uploads.get(3).hotkey(), 8, times(honest(3), -1)));
        uploads.set(4, Samples.upload(SPEC, uploads.get(4).hotkey(), 8, times(honest(4), 1e-6)));

        var exclusion = Samples.inspect(uploads, PUBLISHED);

        assertThat(exclusion.excluded()).isEmpty();
        assertThat(exclusion.kept()).extracting(Contribution::scale).containsOnly(1.0);
    }

    @Test
    void with_the_trimmed_mean_flipped_signs_leave_the_direction_where_the_mean_loses_most_of_it() {
        var signal = Samples.gaussian(5000, 1, 1);
        var inputs = new float[10][];
        for (var m = 0; m < 10; m++) {
            var noise = Samples.gaussian(5000, 0.3, 20 + m);
            var sign = m < 2 ? -3 : 1;
            inputs[m] = new float[5000];
            for (var i = 0; i < 5000; i++) {
                inputs[m][i] = sign * (signal[i] + noise[i]);
            }
        }
        var ones = new int[10];
        Arrays.fill(ones, 1);
        var trimmed = new float[5000];
        var mean = new float[5000];
        new TrimmedMean(20).aggregate(inputs, ones, 5000, trimmed);
        new WeightedMean().aggregate(inputs, ones, 5000, mean);

        assertThat(distance(trimmed, signal)).isLessThan(0.25);
        assertThat(distance(mean, signal)).isGreaterThan(0.75);
    }

    @Test
    void a_wrong_owner_is_named_and_the_result_is_the_honest_one() throws IOException {
        var uploads = honestUploads(3);
        var plan = ButterflyPlan.of(
                uploads.stream().map(Upload::hotkey).toList(), SPEC.layout().blocks(), Samples.seed(4));
        var shard = plan.shards().getFirst();
        var transitions = new ShardTransitions(3);
        var truth = new ArrayList<>(merger(uploads).merge(shard, (section, block, bytes) -> {}));
        var sections = truth.size() / shard.blocks();
        IntStream.range(0, sections).forEach(section -> truth.add(Sha256.hex("object " + section)));
        var lie = new ArrayList<>(truth);
        lie.set(1, Sha256.hex("lie"));
        var work = ShardWork.fresh(shard, truth.size());
        for (var owner : List.of(shard.first(), shard.second())) {
            work = transitions
                    .lease(work, new ShardLease("of " + owner, owner, NOW.plusSeconds(60)), NOW)
                    .next();
        }
        work = transitions
                .result(work, "of " + shard.first(), shard.first(), truth)
                .next();
        work = transitions
                .result(work, "of " + shard.second(), shard.second(), lie)
                .next();
        assertThat(work.state()).isEqualTo(State.DISPUTED);

        var contested = Arbitration.contested(work).orElseThrow();
        var computed = merger(uploads).block(contested.block()).stream()
                .map(Sha256::hex)
                .toList();
        var ruling = Arbitration.rule(work, contested, computed);
        assertThat(ruling.wrong()).containsExactly(shard.second());

        work = transitions.drop(work, shard.second()).next();
        var third = plan.miners().stream()
                .filter(m -> !shard.isOwnedBy(m))
                .findFirst()
                .orElseThrow();
        work = transitions
                .lease(work, new ShardLease("third", third, NOW.plusSeconds(60)), NOW)
                .next();
        work = transitions.result(work, "third", third, truth).next();
        assertThat(work.readable()).contains(truth);
    }

    @Test
    void two_colluding_owners_are_found_as_often_as_the_formula_says() {
        var miners = Samples.miners(2);
        var random = new Random(7);
        var transitions = new ShardTransitions(3);
        var runs = 4000;
        for (var blocks : new int[] {1, 10, 30}) {
            var shard = new Shard(0, 5, blocks, miners.get(0), miners.get(1));
            var hashes = IntStream.rangeClosed(0, blocks)
                    .mapToObj(i -> Sha256.hex("lie " + i))
                    .toList();
            var work = ShardWork.fresh(shard, blocks + 1);
            for (var owner : miners) {
                work = transitions
                        .lease(work, new ShardLease(owner.address(), owner, NOW), NOW)
                        .next();
            }
            for (var owner : miners) {
                work = transitions.result(work, owner.address(), owner, hashes).next();
            }
            for (var share : new double[] {0.05, 1}) {
                var found = 0;
                for (var run = 0; run < runs; run++) {
                    var drawn =
                            SpotChecks.start(share).draw(work, random).next().drawn();
                    var agreed = work;
                    if (drawn.stream()
                            .anyMatch(check -> Arbitration.rule(agreed, check, List.of(Sha256.hex("truth")))
                                            .wrong()
                                            .size()
                                    == 2)) {
                        found++;
                    }
                }
                var expected = Arbitration.detection(share, blocks);
                var deviation = Math.sqrt(expected * (1 - expected) / runs);
                assertThat((double) found / runs)
                        .as("%d blocks, q %s", blocks, share)
                        .isCloseTo(expected, within(5 * deviation + 1e-12));
            }
        }
    }

    private static void leftOut(Upload bad, String reason) throws IOException {
        var honest = honestUploads(5).subList(0, 4);
        var uploads = new ArrayList<>(honest);
        uploads.add(bad);

        var exclusion = Samples.inspect(uploads, PUBLISHED);

        assertThat(exclusion.excluded()).singleElement().satisfies(e -> {
            assertThat(e.hotkey()).isEqualTo(bad.hotkey());
            assertThat(e.reason()).contains(reason);
        });
        var merged = new ShardMerge(new WeightedMean(), step(), exclusion, uploads, PUBLISHED);
        for (var block = 0; block < SPEC.layout().blocks(); block++) {
            assertThat(merged.block(block))
                    .containsExactlyElementsOf(merger(honest).block(block));
        }
    }

    private static ShardMerge merger(List<Upload> uploads) {
        return new ShardMerge(new WeightedMean(), step(), Samples.all(uploads), uploads, PUBLISHED);
    }

    private static SyncStep step() {
        return new SyncStep(new AdamWSpec(0.9, 0.95, 1e-8, 0.1, 1), 2e-4, 1, List.of());
    }

    private static List<Upload> honestUploads(int count) {
        var miners = Samples.miners(count);
        return IntStream.range(0, count)
                .mapToObj(m -> Samples.upload(SPEC, miners.get(m), 8, honest(m)))
                .toList();
    }

    private static float[] honest(int miner) {
        return Samples.gaussian(ELEMENTS, 1e-2, 100 + miner);
    }

    private static float[] times(float[] values, double factor) {
        Values.scale(values, factor, values.length);
        return values;
    }

    private static double distance(float[] a, float[] b) {
        var difference = 0.0;
        var norm = 0.0;
        for (var i = 0; i < a.length; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(difference / norm);
    }
}
