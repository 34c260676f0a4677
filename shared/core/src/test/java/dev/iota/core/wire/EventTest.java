package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class EventTest {
    private static final String HASH = "0".repeat(64);
    private static final GradientProbe NO_PROBE = new GradientProbe(List.of(), List.of());

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e-9})
    void a_hop_that_took_no_time_that_there_is_is_refused(double seconds) {
        assertThatThrownBy(() -> new Event.ForwardDone("r", 0, 1, 0, "lease", 1, HASH, seconds, Magnitudes.NONE))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(Double.toString(seconds));
        assertThatThrownBy(() -> backward(seconds))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("seconds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "\"NaN\"", "-1"})
    void such_a_time_is_refused_as_a_miner_would_send_it(String seconds) {
        var text = Json.write(backward(0.25)).replace("0.25", seconds);

        assertThatThrownBy(() -> Json.read(text, Event.class)).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_hop_that_took_some_time_comes_back_as_it_went() {
        assertThat(Json.read(Json.write(backward(0.25)), Event.class)).isEqualTo(backward(0.25));
    }

    private static Event backward(double seconds) {
        return new Event.BackwardDone(
                "r",
                0,
                1,
                0,
                Direction.BACKWARD,
                "lease",
                1,
                Optional.empty(),
                Optional.empty(),
                NO_PROBE,
                Optional.empty(),
                seconds,
                Magnitudes.NONE);
    }
}
