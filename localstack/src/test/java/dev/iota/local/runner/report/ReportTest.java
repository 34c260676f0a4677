package dev.iota.local.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.identity.KeyPair;
import dev.iota.local.cost.Use;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Use USE = new Use(30, 20, 10, 8, 4, 6, new Use.Functions(9, 0.5), new Use.Others(0.2, 0.1));

    private static final Report REPORT = new Report(
            RunOutcome.PARTLY,
            List.of("1 of 486 microbatches were lost"),
            300,
            1_000_000,
            3_333.3,
            120,
            5.5,
            2.5,
            2.6,
            3.9,
            488,
            485,
            3,
            4,
            0,
            1940,
            131_072,
            8,
            2,
            List.of(new Report.Miner(KeyPair.generate(new Random(1)).hotkey(), 0, 485, 485, 0.6, 180)),
            List.of(),
            new Report.Audits(9, 1, 7, 0, 0, 1),
            0.75,
            65_536.0,
            Map.of("cloud", 1L),
            Map.of("cloud", 2L),
            12.5,
            new Report.Calls(Map.of("sqs", 9L), USE, 33.5),
            "runs/x/checkpoint");

    @Test
    void what_became_of_audits_is_a_line_of_the_summary_where_any_was_drawn() {
        assertThat(RunResults.summary(REPORT))
                .contains("audits: 9 drawn, 7 passed, 0 confirmed, 0 disputed, 1 lapsed, 1 open");
    }

    @Test
    void its_names_are_those_that_readers_rely_on() {
        var json = Json.read(Json.write(REPORT), com.fasterxml.jackson.databind.JsonNode.class);

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "outcome",
                        "warnings",
                        "seconds",
                        "tokens",
                        "tokensPerSecond",
                        "steps",
                        "lossFirst",
                        "lossLast",
                        "heldOutLoss",
                        "unigramEntropy",
                        "microbatchesStarted",
                        "microbatchesCompleted",
                        "microbatchesInFlightAtStop",
                        "microbatchesRedone",
                        "microbatchesLost",
                        "hops",
                        "bytesPerHop",
                        "compression",
                        "redispatches",
                        "epochs",
                        "miners",
                        "audits",
                        "auditSecondsPerMinerSecond",
                        "evidenceBytesPerMicrobatch",
                        "maxRssMinute2",
                        "maxRssLastMinute",
                        "secondsToFirstLoss",
                        "calls",
                        "checkpoint");
        assertThat(json.get("miners").get(0).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("hotkey", "stage", "forwards", "backwards", "utilisation", "secondsBusy");
    }

    @Test
    void an_outcome_is_one_lower_case_word() {
        assertThat(Json.mapper().valueToTree(REPORT).path("outcome").asText()).isEqualTo("partly");
        assertThat(Json.write(RunOutcome.values())).isEqualTo("[\"trained\",\"partly\",\"failed\"]");
    }

    @Test
    void it_is_read_as_it_was_written() {
        assertThat(Json.read(Json.write(REPORT), Report.class)).isEqualTo(REPORT);
    }
}
