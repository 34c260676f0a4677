package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cell of the matrix through its command; the others take hours. */
@Tag("chaos")
@Tag("e2e")
class ChaosCommandTest {
    @TempDir
    private Path folder;

    @Test
    void a_miner_that_is_killed_while_it_trains_costs_nothing() throws Exception {
        var json = folder.resolve("results.json");

        var ended = Started.run(
                folder, List.of("chaos", "--seed", "1", "--cell", "miner-0:kill:training", "--json", json.toString()));

        assertThat(ended.status()).as(ended.output()).isZero();
        var results = Json.mapper().readTree(Files.readString(json));
        assertThat(results).hasSize(1);
        assertThat(results.path(0).path("cell").asText()).isEqualTo("miner-0:kill:training");
        assertThat(results.path(0).path("findings")).isEmpty();
        assertThat(results.path(0).path("note").asText()).contains("struck after");
        try (var kept = Files.walk(folder.resolve("runs"))) {
            assertThat(kept.filter(Files::isRegularFile))
                    .as("nothing is kept of a cell without a finding")
                    .isEmpty();
        }
    }
}
