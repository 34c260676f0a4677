package dev.iota.local.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person sees who simulates. */
class SimulateCommandTest {
    private static final String SHORT = """
        about: Three miners.
        swarm: {stages: 3, miners: 3, seconds: 30, positions: 10, slots: 2, microbatchesPerStep: 2, joinSeconds: 1}
        """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_scenario_that_there_is_not_is_wrong_usage_and_the_error_names_those_that_there_are() {
        assertThat(run("nowhere")).isEqualTo(2);
        assertThat(err.toString()).contains("'nowhere'", "faults", "15b-100", "10k");
    }

    @Test
    void a_field_that_no_scenario_has_is_named() throws Exception {
        assertThat(run(file(SHORT + "moon: full\n"))).isEqualTo(2);
        assertThat(err.toString()).contains("moon");
    }

    @Test
    void a_scenario_in_which_everything_holds_says_so() throws Exception {
        assertThat(run(file(SHORT))).isZero();
        assertThat(out.toString()).contains("Three miners.", "devices computed", "everything holds");
    }

    @Test
    void a_hot_key_ends_with_status_one_and_the_command_that_shows_it_again() throws Exception {
        var hot = """
            tables:
              transactional: true
              spread: false
              microbatch: {table: 600, deadlines: 0, places: 0}
              miner: {table: 2, index: 2}
              counters: {table: 2, index: 0}
              others: {acknowledged: 2, step: 2, heartbeat: 1, extension: 2, registration: 4, placement: 8}
              reads: {item: 1, waiting: 0.5, staff: 6}
              sweepMillisPerMiner: 5
            """;
        var scenario = file(SHORT + hot);

        assertThat(run(scenario, "--seed", "4")).isEqualTo(1);
        assertThat(out.toString()).contains("MISSED: ", "microbatches, shard");
        assertThat(err.toString()).contains("again: ./iota simulate " + scenario + " --seed 4");
    }

    @Test
    void many_seeds_are_one_line_and_json_is_one_object_for_each() throws Exception {
        assertThat(run(file(SHORT), "--seeds", "3")).isZero();
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(run(file(SHORT), "--seeds", "3", "--json")).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("{\"seed\"")))
                .hasSize(3);
    }

    private String file(String text) throws Exception {
        return Files.writeString(folder.resolve("scenario.yaml"), text).toString();
    }

    private int run(String... arguments) {
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
