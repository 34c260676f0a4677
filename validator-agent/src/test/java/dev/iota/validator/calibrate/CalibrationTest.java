package dev.iota.validator.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.Compared;
import dev.iota.core.run.Preset;
import dev.iota.core.run.Presets;
import dev.iota.core.wire.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hops that are written down by one process and computed again by another. */
class CalibrationTest {
    private static final Preset SMALL = Presets.parse("small", """
        model:
          {vocabulary: 61, width: 32, heads: 4, kvHeads: 2, feedForward: 48, blocks: [1, 1, 1],
           cut: PARTIAL_RESIDUAL, cutWidth: 8, initialDeviation: 0.2}
        training:
          {sequence: 16, sequences: 2, microbatchesPerStep: 4, compute: FLOAT32, wire: BFLOAT16,
           schedule: {peak: 1.0e-3, warmup: 1}}
        """);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void hops_computed_again_with_as_many_threads_are_the_same_bit_for_bit_at_every_state() throws IOException {
        for (var variant : Variant.all()) {
            try (var run = new HonestRun(SMALL.model(), variant.training(SMALL, variant.compute(), 2))) {
                run.write(variant.in(folder), 1);
            }
        }
        for (var variant : Variant.ofEpochs()) {
            try (var run = new HonestRun(SMALL.model(), variant.training(SMALL, variant.compute(), 2))) {
                run.writeEpoch(variant.in(folder).resolve(Repetition.EPOCH));
            }
        }
        var again = lines(1, Optional.empty());
        // Of head, body and tail: 3, 4 and 4 comparisons by 3 metrics, at 3 states, in 4 variants.
        var hops = (3 + 4 + 4) * 3 * HonestRun.STATES * 4;
        // The same of every hop of an epoch, of three stages norm and clip of every step, and of what is uploaded; one
        // more step is shown and not taken.
        var steps = 1 + HonestRun.MARKS.getLast();
        var uploads = 1 + HonestRun.MARKS.size();
        var epochs = ((3 + 4 + 4) * HonestRun.HOPS_PER_STEP * steps + 3 * (2 * steps + uploads)) * 3 * 4;
        assertThat(again).hasSize(hops + epochs).allSatisfy(line -> assertThat(line)
                .endsWith(" 0.0"));

        var float32 = lines(1, Optional.of(Precision.FLOAT32));
        assertThat(float32).hasSize(again.size() / 2).allSatisfy(line -> assertThat(line)
                .startsWith("BFLOAT16 "));
        assertThat(float32)
                .filteredOn(line -> line.contains(" OUTPUT RELATIVE_L2 "))
                .allSatisfy(line -> assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .isBetween(1e-5, 0.1));
    }

    @Test
    void every_condition_but_precision_concerns_every_variant() {
        var conditions = Condition.all(List.of(2, 4));
        assertThat(conditions).extracting(Condition::name).startsWith(Condition.SAME.name(), "2 threads", "4 threads");
        assertThat(conditions.getLast().concerns(new Variant(Precision.FLOAT32, Precision.BFLOAT16)))
                .isFalse();
        assertThat(conditions.getLast().concerns(new Variant(Precision.BFLOAT16, Precision.BFLOAT16)))
                .isTrue();
        assertThat(conditions.getFirst().concerns(new Variant(Precision.FLOAT32, Precision.BFLOAT16)))
                .isTrue();
    }

    @Test
    void what_differs_where_nothing_may_is_told() {
        assertThat(Calibration.indeterminate(AuditBars.standard())).isEmpty();
        assertThat(AuditBars.standard().spreads())
                .filteredOn(spread -> spread.condition().equals(Condition.SAME.name()))
                .extracting(spread -> spread.compared())
                .contains(Compared.values());
    }

    private List<String> lines(int threads, Optional<Precision> compute) throws IOException {
        var text = new StringWriter();
        new Repetition(SMALL, 2, 1, new PrintWriter(text)).run(folder, threads, compute);
        return Arrays.asList(text.toString().split("\\R"));
    }
}
