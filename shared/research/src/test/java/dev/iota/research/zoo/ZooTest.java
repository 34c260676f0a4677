package dev.iota.research.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Precision;
import dev.iota.model.engine.StageInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooTest {
    private static final int MICROBATCHES = 4;
    private static final int HOPS = 3 * MICROBATCHES;

    @TempDir
    static Path folder;

    private static ZooReport report;

    @BeforeAll
    static void everybodyWorks() throws Exception {
        var size = new ZooRun.Size(1, MICROBATCHES, 40, 60, List.of(0.2));
        // Conditions need processes of their own; here all are this one.
        report = new ZooRun(
                        folder, size, (hops, precision, condition) -> HonestMiners.work(hops, precision, 1), news -> {})
                .run(ZooTest::tokens);
    }

    @Test
    void honest_miners_on_the_same_machine_give_the_same_bits_and_are_never_accused() {
        assertThat(report.honest()).hasSize(2 * HonestCondition.all().size()).allSatisfy(row -> {
            assertThat(row.audits()).isEqualTo(HOPS);
            assertThat(row.failed()).isZero();
            assertThat(row.worst()).isZero();
        });
        assertThat(report.cheats())
                .allSatisfy(row -> assertThat(row.shares().getFirst().accused()).isZero());
    }

    @Test
    void every_cheat_but_the_one_that_leaves_no_trace_in_hops_is_found() {
        var missed = report.cheats().stream()
                .filter(row -> !row.shares().getFirst().isFound())
                .map(ZooReport.Caught::cheat)
                .collect(Collectors.toSet());

        assertThat(missed).isEqualTo(Set.of(Cheat.NO_STEP.name()));
        assertThat(report.text()).contains("learns nothing from it | 0 %").contains("**not found**");
    }

    @Test
    void an_audit_of_its_epoch_finds_whoever_learns_nothing_half_too_much_or_from_others_and_no_honest_miner() {
        assertThat(report.epochs())
                .hasSize(2 * (HonestCondition.all().size() + EpochCheat.values().length))
                .allSatisfy(row -> assertThat(row.audits()).isEqualTo(6))
                .allSatisfy(row -> assertThat(row.failed()).as(row.text()).isEqualTo(row.honest() ? 0 : row.audits()));
        assertThat(report.epochs()).filteredOn(ZooReport.Epochs::honest).allSatisfy(row -> assertThat(row.most())
                .isZero());
        assertThat(report.text()).contains("uploads what it began with | 6 | 6 |");
    }

    @Test
    void a_cheat_that_a_precision_does_not_know_is_left_out() {
        assertThat(report.cheats().stream()
                        .filter(row -> row.cheat().equals(Cheat.LOWER_PRECISION.name()))
                        .map(ZooReport.Caught::precision))
                .containsExactly(Precision.FLOAT32.name());
    }

    @Test
    void bars_of_the_reference_let_pass_what_ours_do_not() {
        assertThat(report.cheats())
                .allSatisfy(row -> assertThat(row.recallByReference()).isLessThanOrEqualTo(row.recall()));
        // Kernels round as the processor has them: of a dozen hops one may show on one machine and not on another.
        assertThat(report.cheats())
                .filteredOn(row -> row.cheat().equals(Cheat.INT4.name()))
                .allSatisfy(row -> assertThat(row.recallByReference()).isLessThan(0.2))
                .allSatisfy(row -> assertThat(row.recall()).isGreaterThan(0.9));
    }

    /** Two rows of numbers that count up: easy to learn. */
    private static StageInput.Tokens tokens(long position) {
        var random = new Random(position);
        var ids = new int[2 * 33];
        for (var row = 0; row < 2; row++) {
            var start = random.nextInt(200);
            for (var i = 0; i < 33; i++) {
                ids[row * 33 + i] = (start + i) % 257;
            }
        }
        return new StageInput.Tokens(2, ids);
    }
}
