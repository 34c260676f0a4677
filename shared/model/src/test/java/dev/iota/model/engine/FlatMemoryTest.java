package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.Cut;
import dev.iota.core.run.Precision;
import dev.iota.model.torch.NativeMemory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlatMemoryTest {
    private static final int STEPS = 200;
    private static final int WARM = 50;
    private static final long SLACK = 1 << 20;

    @Test
    void hundreds_of_steps_leave_no_native_memory_behind() {
        var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
        var training = Shapes.training(Precision.BFLOAT16, Precision.BFLOAT16, false);
        var memory = NativeMemory.ofThisProcess();
        try (var kept = new Pipeline(model, training, 1, EngineOptions.cpu(1, Shapes.PLENTY));
                var recomputed = new Pipeline(model, training, 1, EngineOptions.cpu(1, 0))) {
            var before = 0L;
            for (var step = 0; step < STEPS; step++) {
                if (step == WARM) {
                    before = memory.inUse().orElse(0);
                }
                var tokens = Shapes.tokens(step, training);
                var microbatch = new LinkedHashMap<>(Map.of((long) step, tokens));
                kept.train(microbatch, 1e-3);
                recomputed.train(microbatch, 1e-3);
                kept.loss(tokens);
            }
            assertThat(memory.inUse().orElse(0) - before).isLessThan(SLACK);
        }
    }
}
