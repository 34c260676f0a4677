package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.Cut;
import dev.iota.core.run.Precision;
import dev.iota.model.torch.NativeMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Alone in its process only: the JVM's own compilers use the allocator that is measured, and hide what it shows. */
@Tag("long")
class FlatMemoryTest {
    private static final int WARM = 50;
    private static final int WINDOW = 30;
    private static final int WINDOWS = 5;

    /** Of one window: below a tensor of 8 KiB a step. */
    private static final long SLACK = 256 << 10;

    @Test
    void hundreds_of_steps_leave_no_native_memory_behind() {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.training(Precision.BFLOAT16, Precision.BFLOAT16, false);
        var memory = NativeMemory.ofThisProcess();
        try (var kept = new Pipeline(model, training, 1, EngineOptions.cpu(1, Shapes.PLENTY));
                var recomputed = new Pipeline(model, training, 1, EngineOptions.cpu(1, 0))) {
            var levels = new ArrayList<Long>();
            for (var step = 0; step < WARM + WINDOWS * WINDOW; step++) {
                if (step >= WARM && (step - WARM) % WINDOW == 0) {
                    levels.add(memory.inUse().orElse(0));
                }
                var tokens = Shapes.tokens(step, training);
                var microbatch = new LinkedHashMap<>(Map.of((long) step, tokens));
                kept.train(microbatch, 1e-3);
                recomputed.train(microbatch, 1e-3);
                kept.loss(tokens);
            }
            levels.add(memory.inUse().orElse(0));
            // A leak shows in every window; the JVM's own compilers, which use the same allocator, in some.
            var growth = IntStream.range(0, WINDOWS)
                    .mapToLong(window -> levels.get(window + 1) - levels.get(window))
                    .sorted()
                    .toArray();
            assertThat(growth[WINDOWS / 2])
                    .as("median of %s bytes", Arrays.toString(growth))
                    .isLessThan(SLACK);
        }
    }
}
