package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.Finding;
import dev.iota.core.merge.MergeTraffic;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String HASH = Sha256.hex("x");

    @Test
    void records_are_read_as_they_were_written() {
        var microbatch = Microbatch.fresh(1, 2, 3, Instant.parse("2026-03-01T12:00:00.123456789Z"));
        var feed = Feed.fresh(1, 2, 3).withRedo(7);

        assertThat(Json.read(Json.write(microbatch), Microbatch.class)).isEqualTo(microbatch);
        assertThat(Json.read(Json.write(feed), Feed.class)).isEqualTo(feed);
    }

    @Test
    void every_kind_of_event_is_read_as_it_was_written() {
        var probe = new GradientProbe(List.of(1f), List.of(2f, 3f));
        var hotkey = KeyPair.generate(new Random(1)).hotkey();
        for (var event : List.of(
                new Event.ForwardDone("r", 0, 1, 2, "l", 3, HASH, 0.5),
                new Event.BackwardDone(
                        "r",
                        0,
                        1,
                        2,
                        Direction.BACKWARD,
                        "l",
                        3,
                        Optional.of(HASH),
                        Optional.of(2.5f),
                        probe,
                        Optional.of(0.1),
                        0.5),
                new Event.InputBad("r", 0, 1, 2, Direction.FORWARD, "l", "why"),
                new Event.Refused("r", 0, 1, 2, Direction.FORWARD, "l", "why"),
                new Event.StepDone("r", 0, 1, 2, 3, List.of(new StepEntry(1, HASH, Optional.empty())), 1, 0.5, "cpu"),
                new Event.UploadStored("r", 0, 1, "l", HASH),
                new Event.ShardInspected("r", 0, 1, 2, "l", List.of(new Finding(hotkey, Optional.empty(), 2.5))),
                new Event.ShardMerged("r", 0, 1, 2, "l", HASH),
                new Event.ShardStored("r", 0, 1, 2, "l"),
                new Event.ShardFailed("r", 0, 1, 2, "l", "why"),
                new Event.MergeMoved("r", 0, 1, MergeTraffic.NONE))) {
            assertThat(Json.read(Json.write(event), Event.class)).isEqualTo(event);
        }
    }

    @Test
    void every_kind_of_work_is_read_as_it_was_written() {
        var source = new Source("u", java.util.Map.of("range", "bytes=0-1"), 2, Optional.of(HASH));
        var sink = new Sink("u", java.util.Map.of(), 2);
        var until = Instant.parse("2026-03-01T12:00:00Z");
        for (var work : List.of(
                new Work.Forward(
                        "r", 0, 1, 2, "l", until, Optional.of(source), Optional.empty(), Optional.of(sink), -5),
                new Work.Backward(
                        "r",
                        0,
                        1,
                        2,
                        "l",
                        until,
                        source,
                        Optional.empty(),
                        Optional.of(source),
                        source,
                        Optional.empty(),
                        5),
                new Work.Collect("r", 0, 1, until),
                new Work.Inspect("r", 0, 1, 2, "l", until, source),
                new Work.Merge("r", 0, 1, 2, "l", until, source, sink),
                new Work.Store("r", 0, 1, 2, "l", until, List.of(sink)),
                new Work.Load("r", 1, 2, source),
                new Work.Stop("r", 0, "done"))) {
            assertThat(Json.read(Json.write(work), Work.class)).isEqualTo(work);
        }
    }

    @Test
    void the_fullest_event_fits_into_a_message() {
        var values = java.util.Collections.nCopies(GradientProbe.POSITIONS, -1.2345678e-30f);
        var event = new Event.BackwardDone(
                "r".repeat(20),
                100_000,
                Long.MAX_VALUE,
                99,
                Direction.BACKWARD,
                "l".repeat(16),
                1_000_000,
                Optional.of(HASH),
                Optional.of(2.5f),
                new GradientProbe(java.util.Collections.nCopies(110, -1.2345678e-30f), values),
                Optional.of(0.1),
                0.123456789012345);

        assertThat(Json.write(event).length()).isLessThan(Event.MAX_BYTES / 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"microbatch\":1}",
                "{\"microbatch\":1,\"lease\":\"l\",\"more\":1}",
                "{\"microbatch\":1,\"lease\":\"l\"} {}",
                "{\"microbatch\":1,\"microbatch\":2,\"lease\":\"l\"}",
                "{\"microbatch\":null,\"lease\":\"l\"}",
                "{\"microbatch\":1,\"lease\":null}",
                "{\"microbatch\":1.5,\"lease\":\"l\"}"
            })
    void what_is_not_exactly_the_type_is_refused(String text) {
        assertThatThrownBy(() -> Json.read(text, dev.iota.core.routing.Timer.class))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_hostile_document_is_refused() {
        assertThatThrownBy(() -> Json.read("[".repeat(10_000), Event.class)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Json.read("{\"type\":\"java.lang.Runtime\"}", Event.class))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void values_that_cannot_be_are_refused_with_their_name() {
        var text = Json.write(new Event.ForwardDone("r", 0, 1, 2, "l", 3, HASH, 0.5));

        assertThatThrownBy(() -> Json.read(text.replace(HASH, "no hash"), Event.class))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("sha256");
    }
}
