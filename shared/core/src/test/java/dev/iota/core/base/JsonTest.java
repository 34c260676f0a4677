package dev.iota.core.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Scheme;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.core.wire.RefusalCause;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.StepEntry;
import dev.iota.core.wire.Work;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String HASH = Sha256.hex("x");
    private static final Magnitudes MAGNITUDES =
            new Magnitudes(Optional.of(new Magnitude(-1.2345678e-30f, 1.5f)), Optional.of(new Magnitude(0.5f, 1.5f)));

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
        for (var event : List.of(
                new Event.ForwardDone("r", 0, 1, 2, "l", 3, HASH, 0.5, MAGNITUDES),
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
                        0.5,
                        MAGNITUDES),
                new Event.InputBad("r", 0, 1, 2, Direction.FORWARD, "l", "why"),
                new Event.Refused("r", 0, 1, 2, Direction.FORWARD, "l", 3, RefusalCause.NOT_FINITE, "why"),
                new Event.StepDone(
                        "r",
                        0,
                        1,
                        2,
                        3,
                        List.of(new StepEntry(1, HASH, Optional.empty()), new StepEntry(0, HASH, Optional.of(HASH))),
                        1,
                        0.5,
                        "cpu"),
                new Event.UploadStored("r", 0, 1, "l", HASH),
                new Event.ShardInspected("r", 0, 1, 2, "l", "AD/wAAAAAAAA"),
                new Event.ShardMerged("r", 0, 1, 2, "l", HASH),
                new Event.ShardStored("r", 0, 1, 2, "l"),
                new Event.ShardFailed("r", 0, 1, 2, "l", "why"),
                new Event.MergeMoved("r", 0, 1, MergeTraffic.NONE),
                new AuditEvent.Judged(
                        "r", 0, 1, "a", "l", true, List.of(new Measure("output l2", 0.5, 0.25)), "why", "cpu", 2.5),
                new AuditEvent.Failed("r", 0, 1, "a", "l", AuditEvent.Cause.EVIDENCE, "why"),
                new HeldOutMeasured("r", 0, "l", 2.5, 64, "cpu", 1))) {
            assertThat(Json.read(Json.write(event), Event.class)).isEqualTo(event);
        }
    }

    @Test
    void every_kind_of_work_is_read_as_it_was_written() {
        var source = new Source("u", java.util.Map.of("range", "bytes=0-1"), 2, Optional.of(HASH));
        var some = Optional.of(source);
        var none = Optional.<Source>empty();
        var sink = new Sink("u", java.util.Map.of(), 2);
        var until = Instant.parse("2026-03-01T12:00:00Z");
        for (var work : List.of(
                new Work.HeldOut("r", 0, "l", until, source),
                new Work.Forward("r", 0, 1, 2, "l", until, until, some, none, Optional.of(sink), -5),
                new Work.Backward("r", 0, 1, 2, "l", until, until, source, none, some, source, Optional.empty(), 5),
                new Work.Collect("r", 0, 1, until),
                new Work.Inspect("r", 0, 1, 2, "l", until, source),
                new Work.Merge("r", 0, 1, 2, "l", until, source, sink),
                new Work.Store("r", 0, 1, 2, "l", until, List.of(sink)),
                new Work.Load("r", 1, 2, source),
                new Work.Audit("r", 1, 2, "a", "l", until, source, evidence(source)),
                new Work.Stop("r", 0, "done"))) {
            assertThat(Json.read(Json.write(work), Work.class)).isEqualTo(work);
        }
    }

    private static HopEvidence evidence(Source source) {
        return new HopEvidence(
                Optional.empty(),
                Optional.of(source),
                Optional.of(source),
                Optional.empty(),
                Optional.of(source),
                -5,
                new GradientProbe(List.of(1f), List.of(2f)),
                Optional.of(2.5f),
                Optional.of(0.5));
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
                0.123456789012345,
                MAGNITUDES);

        assertThat(Json.write(event).length()).isLessThan(Event.MAX_BYTES / 2);
    }

    @Test
    void the_fullest_verdict_fits_into_a_message() {
        var measure = new Measure("m".repeat(64), -1.234567890123456e-300, -1.234567890123456e-300);
        var event = new AuditEvent.Judged(
                "r".repeat(20),
                100_000,
                99,
                "a".repeat(32),
                "l".repeat(16),
                true,
                java.util.Collections.nCopies(AuditEvent.MAX_MEASURES, measure),
                "w".repeat(Event.MAX_WORDS),
                "d".repeat(Event.MAX_WORDS),
                0.123456789012345);
        var keys = KeyPair.generate(Scheme.SR25519, new Random(1));

        assertThat(Event.isTooLong(Json.write(SignedEvent.sign(keys, event)))).isFalse();
    }

    @Tag("security")
    @Test
    void the_fullest_step_fits_into_a_message_and_a_fuller_one_is_refused() {
        var entry = new StepEntry(999_999_999_999_999_999L, HASH, Optional.of(HASH));
        var event = step(java.util.Collections.nCopies(Event.MAX_ENTRIES, entry), "é".repeat(1000));
        var keys = KeyPair.generate(Scheme.SR25519, new Random(1));

        assertThat(event.device()).hasSize(Event.MAX_WORDS);
        assertThat(Event.isTooLong(Json.write(SignedEvent.sign(keys, event)))).isFalse();
        assertThatThrownBy(() -> step(java.util.Collections.nCopies(Event.MAX_ENTRIES + 1, entry), "cpu"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("at most 384");
    }

    private static Event.StepDone step(List<StepEntry> entries, String device) {
        return new Event.StepDone(
                "r".repeat(20),
                100_000,
                99,
                999_999,
                1_000_000,
                entries,
                -Double.MAX_VALUE,
                0.1234567890123456,
                device);
    }

    @Test
    void long_words_are_cut_and_never_between_the_halves_of_a_character() {
        var words = "x".repeat(Event.MAX_WORDS - 1) + "😀";

        assertThat(new Event.Refused("r", 0, 1, 2, Direction.FORWARD, "l", 3, RefusalCause.UNABLE, words).reason())
                .isEqualTo("x".repeat(Event.MAX_WORDS - 1));
    }

    @Tag("security")
    @Test
    void a_message_is_measured_in_bytes() {
        assertThat(Event.isTooLong("x".repeat(Event.MAX_BYTES))).isFalse();
        assertThat(Event.isTooLong("x".repeat(Event.MAX_BYTES + 1))).isTrue();
        assertThat(Event.isTooLong("é".repeat(Event.MAX_BYTES / 2 + 1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1:x:y",
                "01:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:",
                "-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:",
                "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB:",
                "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:more"
            })
    void a_microbatch_of_a_step_has_one_way_to_be_written(String text) {
        assertThatThrownBy(() -> Json.read("\"" + text + "\"", StepEntry.class)).isInstanceOf(MalformedException.class);
    }

    @Tag("security")
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
        assertThatThrownBy(() -> Json.read(text, dev.iota.core.routing.LeaseTimer.class))
                .isInstanceOf(MalformedException.class);
    }

    @Tag("security")
    @Test
    void a_hostile_document_is_refused() {
        assertThatThrownBy(() -> Json.read("[".repeat(10_000), Event.class)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Json.read("{\"type\":\"java.lang.Runtime\"}", Event.class))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    @Tag("security")
    void a_loss_that_is_not_finite_is_refused() {
        assertThatThrownBy(() -> new Event.BackwardDone(
                        "r",
                        0,
                        1,
                        2,
                        Direction.FORWARD,
                        "l",
                        3,
                        Optional.empty(),
                        Optional.of(Float.NaN),
                        new GradientProbe(List.of(), List.of()),
                        Optional.empty(),
                        0.5,
                        MAGNITUDES))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("loss is NaN");
    }

    @Test
    void values_that_cannot_be_are_refused_with_their_name() {
        var text = Json.write(new Event.ForwardDone("r", 0, 1, 2, "l", 3, HASH, 0.5, MAGNITUDES));

        assertThatThrownBy(() -> Json.read(text.replace(HASH, "no hash"), Event.class))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("sha256");
    }
}
