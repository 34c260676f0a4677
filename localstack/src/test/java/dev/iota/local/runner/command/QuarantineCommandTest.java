package dev.iota.local.runner.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.wire.Quarantined;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("security")
class QuarantineCommandTest {
    private static final Quarantined RECORD = Quarantined.of(
            Instant.parse("2026-03-01T12:00:00Z"), "inbox", Optional.empty(), "no work", "it is no JSON");

    @TempDir
    Path run;

    @Test
    void what_miners_put_away_is_read_with_the_place_where_it_lies() throws Exception {
        var home = Files.createDirectories(run.resolve("miners/1/miner-0/r"));
        Files.writeString(home.resolve("quarantine.jsonl"), Json.write(RECORD) + "\n{\"at\":");
        Files.writeString(home.resolve("session.json"), "{}");

        var found = MinerRefusals.of(run);

        assertThat(found).extracting(Quarantined::reason).containsExactly("it is no JSON", "a torn line");
        assertThat(found).allMatch(record -> record.source().contains("quarantine.jsonl"));
        assertThat(MinerRefusals.of(run.resolve("without miners"))).isEmpty();
    }

    @Test
    void a_record_is_shown_with_time_source_length_hash_reason_and_beginning() {
        assertThat(QuarantineCommand.text(RECORD))
                .contains(
                        "2026-03-01T12:00:00Z",
                        "inbox",
                        "7 bytes",
                        RECORD.sha256().substring(0, 12))
                .contains("it is no JSON", "no work");
    }
}
