package dev.iota.local.butterfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.base.Json;
import dev.iota.local.butterfly.LossCurve.Share;
import dev.iota.local.runner.bench.SwarmBenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LossCurveTest {
    private static final int MINERS = 12;
    private static final int MERGES = 30;
    private static final int SHARDS = MERGES * MINERS * (MINERS - 1) / 2;

    @Test
    void what_the_production_code_plays_is_what_the_formulas_say() {
        for (var point : LossCurve.of(MINERS, MERGES, 1).points()) {
            for (var owners : point.owners()) {
                assertClose(owners.lost(), SHARDS);
                assertClose(owners.lostReleased(), SHARDS);
                assertClose(owners.byMergeFunction(), SHARDS);
            }
            assertClose(point.noneLost(), MERGES);
        }
    }

    private static void assertClose(Share share, int trials) {
        var deviation = Math.sqrt(share.formula() * (1 - share.formula()) / trials);
        assertThat(share.played()).isCloseTo(share.formula(), within(5 * deviation + 3.0 / trials));
    }

    @Test
    void the_same_seed_gives_the_same_curve() {
        assertThat(LossCurve.of(7, 3, 5)).isEqualTo(LossCurve.of(7, 3, 5)).isNotEqualTo(LossCurve.of(7, 3, 6));
    }

    @Test
    void the_command_prints_tables_or_json() {
        assertThat(run("butterfly", "--miners", "7", "--merges", "2"))
                .contains("| 5 % | 0.2500 %,", "leased again up to 3");
        assertThat(Json.read(run("butterfly", "--miners", "7", "--merges", "2", "--json"), LossCurve.class))
                .isEqualTo(LossCurve.of(7, 2, 0));
    }

    @Test
    void too_few_miners_for_all_leases_are_refused() {
        var err = new StringWriter();
        assertThat(new CommandLine(new SwarmBenchCommand())
                        .setErr(new PrintWriter(err))
                        .execute("butterfly", "--miners", "6"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--miners is 6, which must be 7 or more");
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        assertThat(new CommandLine(new SwarmBenchCommand())
                        .setOut(new PrintWriter(out))
                        .execute(arguments))
                .isZero();
        return out.toString();
    }
}
