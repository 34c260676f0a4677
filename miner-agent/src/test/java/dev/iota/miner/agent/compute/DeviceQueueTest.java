package dev.iota.miner.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.model.engine.StageInput;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceQueueTest {
    private static final StageInput.Activations TENSOR = new StageInput.Activations(1, new byte[4]);
    private static final Source SOURCE = new Source("http://x", Map.of(), 1, Optional.empty());

    private final DeviceQueue desk = new DeviceQueue();

    @Test
    void of_equally_old_microbatches_a_backward_goes_before_a_forward() throws InterruptedException {
        desk.put(forward(1));
        desk.put(backward(2));
        assertThat(desk.take(task -> true)).isEqualTo(backward(2));
        assertThat(desk.take(task -> true)).isEqualTo(forward(1));
    }

    @Test
    void a_forward_that_the_step_does_not_admit_waits_and_holds_nobody_up() throws InterruptedException {
        desk.put(forward(1));
        desk.put(forward(2));
        assertThat(desk.take(task -> HopTask.of(task).microbatch() != 1)).isEqualTo(forward(2));
        desk.put(backward(3));
        assertThat(desk.take(task -> task instanceof Task.Backward)).isEqualTo(backward(3));
        assertThat(desk.take(task -> true)).isEqualTo(forward(1));
    }

    @Test
    void the_hop_of_the_oldest_microbatch_comes_first_and_of_equals_the_one_that_came_first()
            throws InterruptedException {
        desk.put(forward(1, 7));
        desk.put(forward(2, 5));
        desk.put(forward(3, 5));
        desk.put(forward(4, 6));
        desk.put(backward(5, 6));

        assertThat(desk.take(task -> HopTask.of(task).microbatch() != 2)).isEqualTo(forward(3, 5));
        assertThat(desk.take(task -> true)).isEqualTo(forward(2, 5));
        assertThat(desk.take(task -> true)).isEqualTo(backward(5, 6));
        assertThat(desk.take(task -> true)).isEqualTo(forward(4, 6));
        assertThat(desk.take(task -> true)).isEqualTo(forward(1, 7));
    }

    @Test
    void an_upload_waits_for_gradients_that_are_here() throws InterruptedException {
        var upload = new Task.Collect(new Work.Collect("r", 0, 0, Instant.EPOCH));
        desk.put(upload);
        desk.put(backward(2));
        assertThat(desk.take(task -> true)).isEqualTo(backward(2));
        assertThat(desk.take(task -> true)).isEqualTo(upload);
    }

    @Test
    void nothing_is_computed_after_the_upload_of_a_miner_that_leaves() throws InterruptedException {
        var upload = new Task.HandIn(new Work.Collect("r", 0, 0, Instant.EPOCH), outcome -> {});
        desk.put(upload);
        desk.put(backward(2));
        assertThat(desk.take(task -> true)).isEqualTo(backward(2));
        assertThat(desk.take(task -> true)).isEqualTo(upload);
        desk.put(backward(3));
        desk.put(new Task.End("it leaves", true));
        assertThat(desk.take(task -> true)).isInstanceOf(Task.End.class);
        desk.put(upload); // the last one was under way
        assertThat(desk.take(task -> true)).isEqualTo(upload);
    }

    @Test
    void an_epoch_begins_before_the_work_that_waits_for_it() throws InterruptedException {
        var begin = new Task.Begin(new EpochState(
                new StageCheckpoint(
                        "r",
                        1,
                        0,
                        Optional.empty(),
                        StageCheckpoint.Origin.INITIAL,
                        List.of(new StageCheckpoint.ParameterShape("w", List.of(1L), false)),
                        1,
                        0,
                        List.of(new StageCheckpoint.StateObject("w", 0, 0, 1, 4, Sha256.hex("w"))),
                        List.of(Sha256.hex("w")),
                        List.of(),
                        List.of()),
                Path.of("state")));
        desk.put(backward(2));
        desk.put(begin);
        assertThat(desk.take(task -> true)).isEqualTo(begin);
        assertThat(desk.take(task -> true)).isEqualTo(backward(2));
    }

    @Test
    void the_end_comes_first() throws InterruptedException {
        desk.put(backward(2));
        desk.put(new Task.Gone(Map.of(1L, "a")));
        desk.put(new Task.End("enough", true));
        assertThat(desk.take(task -> true)).isEqualTo(new Task.End("enough", true));
        assertThat(desk.size()).isEqualTo(2);
    }

    private static Task.Forward forward(long microbatch) {
        return forward(microbatch, 0);
    }

    private static Task.Forward forward(long microbatch, long started) {
        return new Task.Forward(
                new Work.Forward(
                        "r",
                        0,
                        microbatch,
                        1,
                        "f" + microbatch,
                        Instant.EPOCH,
                        Instant.ofEpochSecond(started),
                        Optional.empty(),
                        Optional.of(SOURCE),
                        Optional.empty(),
                        0),
                new HopInput(Optional.empty(), Optional.of(TENSOR), "hash"));
    }

    private static Task.Backward backward(long microbatch) {
        return backward(microbatch, 0);
    }

    private static Task.Backward backward(long microbatch, long started) {
        return new Task.Backward(
                new Work.Backward(
                        "r",
                        0,
                        microbatch,
                        1,
                        "b" + microbatch,
                        Instant.EPOCH,
                        Instant.ofEpochSecond(started),
                        SOURCE,
                        Optional.empty(),
                        Optional.of(SOURCE),
                        SOURCE,
                        Optional.empty(),
                        0),
                TENSOR,
                "hash",
                Optional.empty());
    }
}
