package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestHops.BOUNDARY;
import static dev.iota.miner.agent.TestHops.TOKENS;
import static dev.iota.miner.agent.TestHops.TWO_STAGES;
import static dev.iota.miner.agent.TestHops.bytes;
import static dev.iota.miner.agent.TestHops.forward;
import static dev.iota.miner.agent.TestHops.spec;
import static dev.iota.miner.agent.TestRuns.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.home.QuarantineFile;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Precision;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a miner does with work and inputs that are wrong. */
class AgentInputTest extends MinersTest {
    @Test
    void what_is_wrong_with_an_input_is_reported_and_stops_nothing() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        var record = TOKENS.record(0);
        var corrupted = record.clone();
        corrupted[3] ^= 1;
        fake.sendText("{\"type\":\"dance\"}");
        fake.sendText("no json");
        fake.send(forward(fake, 5, "other run", 0, false, "else", fake.source("t5", record)));
        fake.send(forward(fake, 6, "other stage", 1, false, "test", fake.source("t6", record)));
        fake.send(forward(fake, 1, "corrupted", 0, false, "test", fake.source("t1", corrupted, record)));
        fake.send(forward(fake, 2, "truncated", 0, false, "test", fake.source("t2", Arrays.copyOf(record, 9), record)));
        fake.send(forward(fake, 3, "short", 0, false, "test", fake.source("t3", Arrays.copyOf(record, 9))));
        var bad = fake.await(Event.InputBad.class, 3);
        assertThat(bad).extracting(Event.InputBad::lease).containsExactlyInAnyOrder("corrupted", "truncated", "short");
        assertThat(bad).extracting(Event.InputBad::reason).anyMatch(reason -> reason.contains("hashes to"));
        fake.send(forward(fake, 4, "fine", 0, false));
        assertThat(fake.await(Event.ForwardDone.class, 1))
                .extracting(Event.ForwardDone::lease)
                .containsExactly("fine");
    }

    @Test
    @Tag("security")
    void inbox_messages_that_cannot_be_used_are_put_away_with_the_reason_and_stop_nothing() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 2), 0);
        var until = LATER;
        var tokens = fake.source("t", TOKENS.record(0));
        fake.sendText("{\"type\":\"dance\"}");
        fake.sendText(Json.write(new Work.Forward(
                "test",
                0,
                1,
                0,
                "no output",
                until,
                Instant.EPOCH,
                Optional.of(tokens),
                Optional.empty(),
                Optional.empty(),
                5)));
        fake.send(forward(fake, 2, "no url", 0, false, "test", withUrl(tokens, "no url at all")));
        fake.send(forward(fake, 3, "no length", 0, false, "test", withBytes(tokens, -1)));
        fake.send(forward(fake, 4, "too long", 0, false, "test", withBytes(tokens, Long.MAX_VALUE)));

        assertThat(fake.await(Event.InputBad.class, 3))
                .extracting(Event.InputBad::lease)
                .containsExactlyInAnyOrder("no url", "no length", "too long");
        fake.send(forward(fake, 5, "fine", 0, false));
        fake.await(Event.ForwardDone.class, 1);
        var quarantine = home.resolve("miner-0/test").resolve(QuarantineFile.NAME);
        fake.awaitThat(() -> lines(quarantine).size() == 2, "what no miner can read");
        var kept = lines(quarantine).stream()
                .map(line -> Json.read(line, Quarantined.class))
                .toList();
        assertThat(kept).extracting(Quarantined::reason).hasSize(2).anyMatch(reason -> reason.contains("an output"));
        assertThat(kept)
                .noneMatch(record -> record.excerpt().contains(fake.url().getHost() + ":"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_value_that_is_not_finite_is_refused_and_never_stored() throws Exception {
        var fake = miners.start(spec(TWO_STAGES, 1), 1);
        var container = TensorFormat.allocate(Precision.FLOAT32, 2, 8, 4);
        container.putFloat(Float.NaN);
        fake.send(new Work.Forward(
                "test",
                0,
                0,
                1,
                "nan",
                LATER,
                Instant.EPOCH,
                Optional.of(fake.source("tokens", TOKENS.record(0))),
                Optional.of(fake.source("in", bytes(container))),
                Optional.of(fake.sink("out-nan", TensorFormat.HEADER + 4L * BOUNDARY)),
                5));
        assertThat(fake.await(Event.Refused.class, 1).getFirst().reason()).contains("finite");
        assertThatThrownBy(() -> fake.object("out-nan")).isInstanceOf(NullPointerException.class);
    }

    private static Source withUrl(Source source, String url) {
        return new Source(url, source.headers(), source.bytes(), source.sha256());
    }

    private static Source withBytes(Source source, long bytes) {
        return new Source(source.url(), source.headers(), bytes, source.sha256());
    }
}
