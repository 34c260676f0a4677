package dev.iota.model.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.Compared;
import dev.iota.core.audit.Metric;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Int8Codec;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.Precision;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Epochs of miners, taken again by validators. */
class EpochReplayTest {
    private static final int STEPS = 3;

    /** An upload that is wrong is above its bar by this factor, at least: bars in bfloat16 leave no more room. */
    private static double far(Precision compute) {
        return compute == Precision.BFLOAT16 ? 1 : 1.5;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void on_the_same_machine_with_as_many_threads_every_bit_of_an_epoch_is_the_same(Precision compute)
            throws IOException {
        var training = AuditedHops.training(compute, Precision.BFLOAT16);
        var found = worst(MinedEpoch.of(training, STEPS, 0, MinedEpoch.Way.HONEST));
        assertThat(found)
                .containsOnlyKeys(
                        Compared.OUTPUT,
                        Compared.INPUT_GRADIENT,
                        Compared.NORMS,
                        Compared.POSITIONS,
                        Compared.STEP_NORM,
                        Compared.CLIP,
                        Compared.CHANGE);
        assertThat(found.values()).containsOnly(new Deviation(0, 0, 0));
    }

    @Test
    void a_change_that_went_through_a_codec_and_a_gradient_that_the_merge_steps_by_are_the_same_too()
            throws IOException {
        var training = AuditedHops.training(Precision.FLOAT32, Precision.BFLOAT16);
        var coded = worst(MinedEpoch.of(training, STEPS, 0, new MinedEpoch.Way(1, 0, new Int8Codec(), Mode.DILOCO)));
        assertThat(coded).containsEntry(Compared.CHANGE, new Deviation(0, 0, 0));
        var shown = worst(MinedEpoch.of(training, 1, 0, new MinedEpoch.Way(1, 0, new Float32Codec(), Mode.SYNC)));
        assertThat(shown)
                .containsEntry(Compared.GRADIENT, new Deviation(0, 0, 0))
                .doesNotContainKey(Compared.CHANGE);
        assertThat(shown).containsEntry(Compared.STEP_NORM, new Deviation(0, 0, 0));
    }

    /** Moments that are averaged are published, so a validator begins with them as the miner did. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void an_epoch_of_averaged_moments_is_the_same_to_the_bit_with_its_moments(Precision compute) throws IOException {
        var epoch = averaged(compute);
        var found = worst(epoch);
        assertThat(found).containsKeys(Compared.STEP_NORM, Compared.CHANGE);
        assertThat(found.values()).containsOnly(new Deviation(0, 0, 0));
        assertThat(verdict(epoch, 3).passed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_miner_that_uploads_the_moments_that_it_began_with_or_other_ones_fails(Precision compute) throws IOException {
        var epoch = averaged(compute);
        assertThat(above(verdict(epoch.unlearned(), 1))).contains("change.relativeL2", "change.cosine");
        for (var section = 1; section < Payload.WEIGHTS_AND_MOMENTS.sections(); section++) {
            var verdict = verdict(epoch.withMoments(section, 1e30f), 1);
            assertThat(excess(verdict, "change")).isGreaterThan(1000);
            assertThat(above(verdict)).allMatch(name -> name.startsWith("change."));
            assertThat(verdict.reason()).contains(section == 1 ? " of first moments of " : " of second moments of ");
        }
    }

    private static MinedEpoch averaged(Precision compute) throws IOException {
        return MinedEpoch.of(AuditedHops.training(compute, Precision.BFLOAT16), STEPS, 0, MinedEpoch.Way.AVERAGED);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void an_honest_epoch_passes_on_more_threads(Precision compute) throws IOException {
        var epoch = MinedEpoch.of(AuditedHops.training(compute, Precision.BFLOAT16), STEPS, 0, MinedEpoch.Way.HONEST);
        var verdict = verdict(epoch, 3);
        assertThat(verdict.passed()).as(verdict.reason()).isTrue();
        assertThat(verdict.reason()).startsWith("the epoch is what comes of computing it again");
        assertThat(verdict.measures()).hasSizeLessThanOrEqualTo(AuditEvent.MAX_MEASURES);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_miner_that_computes_every_hop_rightly_and_uploads_what_it_began_with_fails(Precision compute)
            throws IOException {
        var epoch = MinedEpoch.of(AuditedHops.training(compute, Precision.BFLOAT16), STEPS, 0, MinedEpoch.Way.HONEST);
        var verdict = verdict(epoch.unlearned(), 1);
        assertThat(above(verdict)).contains("change.relativeL2", "change.cosine");
        assertThat(excess(verdict, "change")).isGreaterThan(far(compute));
        assertThat(verdict.reason()).contains("change.").contains("from what comes of computing the epoch again");
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_miner_whose_rate_is_ten_times_as_high_fails(Precision compute) throws IOException {
        var verdict = verdict(
                MinedEpoch.of(
                        AuditedHops.training(compute, Precision.BFLOAT16),
                        STEPS,
                        0,
                        new MinedEpoch.Way(10, 0, new Float32Codec(), Mode.DILOCO)),
                1);
        assertThat(excess(verdict, "change")).isGreaterThan(3 * far(compute));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_miner_that_leaves_out_half_of_its_microbatches_fails(Precision compute) throws IOException {
        var verdict = verdict(
                MinedEpoch.of(
                        AuditedHops.training(compute, Precision.BFLOAT16),
                        STEPS,
                        0,
                        new MinedEpoch.Way(1, 1, new Float32Codec(), Mode.DILOCO)),
                1);
        assertThat(excess(verdict, "change")).isGreaterThan(far(compute));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_miner_that_uploads_what_another_one_learned_fails(Precision compute) throws IOException {
        var training = AuditedHops.training(compute, Precision.BFLOAT16);
        var mine = MinedEpoch.of(training, STEPS, 0, MinedEpoch.Way.HONEST);
        var other = MinedEpoch.of(training, STEPS, 1000, MinedEpoch.Way.HONEST);
        assertThat(excess(verdict(mine.uploading(other), 1), "change")).isGreaterThan(far(compute));
    }

    @Test
    void steps_that_are_not_numbered_from_one_fail() throws IOException {
        var epoch =
                MinedEpoch.of(AuditedHops.training(Precision.FLOAT32, Precision.BFLOAT16), 1, 0, MinedEpoch.Way.HONEST);
        assertThat(above(verdict(epoch.numberedFrom(7), 1))).contains("stepNorm.relativeL2");
    }

    @Test
    void a_block_that_is_not_what_was_signed_fails() throws IOException {
        var epoch =
                MinedEpoch.of(AuditedHops.training(Precision.FLOAT32, Precision.BFLOAT16), 1, 0, MinedEpoch.Way.HONEST);
        var damaged = new MinedEpoch(
                epoch.way(), epoch.training(), epoch.upload(), epoch.start(), epoch.steps(), List.of(new byte[3]));
        assertThat(worst(damaged)).containsEntry(Compared.CHANGE, Deviation.NONE);
    }

    private static Map<Compared, Deviation> worst(MinedEpoch epoch) throws IOException {
        var all = new EnumMap<Compared, Deviation>(Compared.class);
        epoch.replay(
                1,
                (compared, steps, place, off) ->
                        all.merge(compared, off, (a, b) -> a.relativeL2() > b.relativeL2() ? a : b));
        return all;
    }

    private static HopVerdict verdict(MinedEpoch epoch, int threads) throws IOException {
        var training = epoch.training();
        var findings = new EpochFindings(steps -> AuditBars.standard().of(training.compute(), training.wire(), steps));
        epoch.replay(threads, findings);
        return findings.verdict();
    }

    private static List<String> above(HopVerdict verdict) {
        return verdict.measures().stream()
                .filter(Measure::isExceeded)
                .map(Measure::name)
                .toList();
    }

    private static double excess(HopVerdict verdict, String compared) {
        return verdict.measures().stream()
                .filter(measure -> measure.name().equals(compared + "." + Metric.RELATIVE_L2.text())
                        || measure.name().equals(compared + "." + Metric.COSINE.text()))
                .mapToDouble(measure -> measure.value() / measure.bar())
                .max()
                .orElseThrow();
    }
}
