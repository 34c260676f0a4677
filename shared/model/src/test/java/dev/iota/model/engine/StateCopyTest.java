package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.model.checkpoint.TensorSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A state is written as it was at one moment, whatever the engine does meanwhile. */
class StateCopyTest {
    /** So many that no step waits for whoever writes. */
    private static final long ALL = Long.MAX_VALUE;

    private static byte[] bytes(List<TensorSource> tensors) throws IOException {
        var out = new ByteArrayOutputStream();
        for (var tensor : tensors) {
            tensor.content().writeTo(Channels.newChannel(out));
        }
        return out.toByteArray();
    }

    private static byte[] weights(StageEngine engine) throws IOException {
        return bytes(engine.state().weights());
    }

    private static byte[] moments(StageEngine engine) throws IOException {
        return bytes(engine.state().moments());
    }

    private static void train(StageEngine engine, long microbatch) {
        engine.forward(microbatch, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
        engine.backward(microbatch, TestStage.ramp(2), 0);
        engine.step(0.01);
    }

    private static byte[] written(StateCopy copy, int tensors) throws IOException {
        var out = new ByteArrayOutputStream();
        copy.write(tensors, Channels.newChannel(out));
        return out.toByteArray();
    }

    @Test
    void it_is_the_state_of_the_moment_although_the_engine_steps_before_it_is_written() throws IOException {
        try (var engine = TestStage.stage(1, 0)) {
            train(engine, 0);
            var weights = weights(engine);
            var moments = moments(engine);
            var copy = engine.state().copy(ALL);

            var first = written(copy, 1);
            train(engine, 1);
            var rest = written(copy, engine.parameters().size() - 1);

            assertThat(weights(engine)).isNotEqualTo(weights);
            assertThat(first).isEqualTo(Arrays.copyOf(weights, first.length));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(weights, first.length, weights.length));
            assertThat(written(copy, 2 * engine.parameters().size())).isEqualTo(moments);
        }
    }

    @Test
    void it_is_that_state_too_if_another_one_is_loaded_meanwhile() throws IOException {
        try (var engine = TestStage.stage(1, 0)) {
            train(engine, 0);
            var moments = moments(engine);
            var copy = engine.state().copy(ALL);

            engine.state().clearMoments();
            written(copy, engine.parameters().size());

            assertThat(written(copy, 2 * engine.parameters().size())).isEqualTo(moments);
        }
    }

    @Test
    void a_step_waits_for_whoever_writes_where_more_would_lie_in_memory_than_has_room() throws Exception {
        try (var engine = TestStage.stage(1, 0)) {
            train(engine, 0);
            var weights = weights(engine);
            var copy = engine.state().copy(1);
            engine.forward(1, Shapes.payload(TestStage.TRAINING, TestStage.ramp(1)));
            engine.backward(1, TestStage.ramp(2), 0);

            var stepped = CompletableFuture.runAsync(() -> engine.step(0.01));
            var first = written(copy, engine.parameters().size());
            written(copy, 2 * engine.parameters().size());
            stepped.get();

            assertThat(first).isEqualTo(weights);
            assertThat(weights(engine)).isNotEqualTo(weights);
        }
    }

    @Test
    void a_step_waits_for_nobody_who_gave_up() throws IOException {
        try (var engine = TestStage.stage(1, 0)) {
            train(engine, 0);
            var copy = engine.state().copy(1);
            var full = Channels.newChannel(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    throw new IOException("full");
                }
            });

            assertThatThrownBy(() -> copy.write(1, full)).hasMessage("full");

            train(engine, 1);
            assertThat(engine.steps()).isEqualTo(2);
        }
    }

    @Test
    void what_a_closed_engine_had_is_not_written() throws IOException {
        StateCopy copy;
        try (var engine = TestStage.stage(1, 0)) {
            copy = engine.state().copy();
            written(copy, 1);
        }

        assertThatThrownBy(() -> written(copy, 1)).isInstanceOf(StateGoneException.class);
    }
}
