package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.Cut;
import dev.iota.core.wire.Precision;
import dev.iota.model.torch.NativeMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatMemoryTest {
    private static final long PATIENCE_MINUTES = 5;

    /** Of all measured steps: a tensor of four elements kept by each would show. */
    private static final long SLACK = 4 << 10;

    /**
     * In a process of its own with one compiler and one arena: compilers use the allocator that is measured, and have
     * done by the time that counting begins.
     */
    @Test
    @Tag("long")
    void hundreds_of_steps_leave_no_native_memory_behind(@TempDir Path folder) throws Exception {
        var output = folder.resolve("output.txt");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Steps.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("MALLOC_ARENA_MAX", "1");

        var process = builder.start();

        assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(output).content().contains("grown by");
        var text = java.nio.file.Files.readString(output);
        assertThat(Long.parseLong(text.substring(text.indexOf("grown by") + "grown by".length())
                        .strip()))
                .as(text)
                .isLessThan(SLACK);
    }

    /** Trains with graphs kept, with forwards recomputed, and evaluates. */
    static final class Steps {
        private static final int WARM = 900;
        private static final int MEASURED = 600;

        private Steps() {}

        public static void main(String[] arguments) {
            var model = Shapes.model(Cut.PARTIAL_RESIDUAL);
            var training = Shapes.training(Precision.BFLOAT16, Precision.BFLOAT16, false);
            var memory = NativeMemory.ofThisProcess();
            var levels = new ArrayList<Long>();
            try (var kept = new Pipeline(model, training, 1, EngineOptions.cpu(1, Shapes.PLENTY));
                    var recomputed = new Pipeline(model, training, 1, EngineOptions.cpu(1, 0))) {
                for (var step = 0; step <= WARM + MEASURED; step++) {
                    if (step >= WARM && (step - WARM) % 100 == 0) {
                        levels.add(memory.inUse().orElse(0));
                    }
                    var tokens = Shapes.tokens(step, training);
                    var microbatch = new LinkedHashMap<>(Map.of((long) step, tokens));
                    kept.train(microbatch, 1e-3);
                    recomputed.train(microbatch, 1e-3);
                    kept.loss(tokens);
                }
            }
            System.out.println(levels);
            System.out.println("grown by " + (levels.getLast() - levels.getFirst()));
        }
    }
}
