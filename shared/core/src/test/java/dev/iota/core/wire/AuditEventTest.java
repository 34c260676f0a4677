package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a validator says is checked before anything follows from it. */
@Tag("security")
class AuditEventTest {
    private static final Measure MEASURE = new Measure("output", 0.25, 0.5);

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "\"NaN\"", "null"})
    void a_measure_that_is_not_finite_is_refused_as_a_validator_would_send_it(String value) {
        var text = Json.write(judged(List.of(MEASURE), "why"));

        assertThatThrownBy(() -> Json.read(text.replace("0.25", value), Event.class))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Json.read(text.replace("0.5", value), Event.class))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void a_measure_without_a_name_or_with_a_long_one_is_refused() {
        assertThatThrownBy(() -> new Measure(" ", 0, 0)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Measure("m".repeat(65), 0, 0))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("65");
    }

    @Test
    void a_measure_is_exceeded_above_its_bar_and_not_at_it() {
        assertThat(new Measure("loss", 0.5, 0.5).isExceeded()).isFalse();
        assertThat(new Measure("loss", 0.51, 0.5).isExceeded()).isTrue();
    }

    @Test
    void a_verdict_with_too_many_measures_is_refused() {
        assertThatThrownBy(() -> judged(Collections.nCopies(AuditEvent.MAX_MEASURES + 1, MEASURE), "why"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("65");
    }

    @Test
    void long_words_of_a_verdict_are_cut() {
        assertThat(judged(List.of(), "w".repeat(5000)).reason()).hasSize(Event.MAX_WORDS);
        assertThat(new AuditEvent.Failed("r", 0, 1, "a", "l", AuditEvent.Cause.EVIDENCE, "w".repeat(5000)).reason())
                .hasSize(Event.MAX_WORDS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e-9})
    void a_verdict_that_took_no_time_that_there_is_is_refused(double seconds) {
        assertThatThrownBy(() -> new AuditEvent.Judged("r", 0, 1, "a", "l", true, List.of(), "why", "cpu", seconds))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("seconds");
    }

    @Test
    void verdicts_under_two_leases_are_two_events_and_the_same_twice_is_one() {
        var first = judged(List.of(), "why");
        var other = new AuditEvent.Judged("r", 3, 1, "audit", "other", true, List.of(), "why", "cpu", 1);

        assertThat(first.key())
                .isEqualTo(judged(List.of(MEASURE), "more").key())
                .isNotEqualTo(other.key());
    }

    @Test
    void evidence_with_numbers_that_are_not_finite_is_refused() {
        assertThatThrownBy(() -> evidence(Optional.of(Float.NaN), Optional.empty()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("loss");
        assertThatThrownBy(() -> evidence(Optional.empty(), Optional.of(Double.POSITIVE_INFINITY)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("rescue");
    }

    private static HopEvidence evidence(Optional<Float> loss, Optional<Double> rescue) {
        var probe = new GradientProbe(List.of(), List.of());
        return new HopEvidence(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                probe,
                loss,
                rescue);
    }

    private static AuditEvent.Judged judged(List<Measure> measures, String reason) {
        return new AuditEvent.Judged("r", 3, 1, "audit", "lease", true, measures, reason, "cpu", 2);
    }
}
