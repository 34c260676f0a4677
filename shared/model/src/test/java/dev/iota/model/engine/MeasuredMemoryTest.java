package dev.iota.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.run.ModelSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.TrainingSpec;
import dev.iota.model.program.StageMemory;
import dev.iota.model.torch.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stage needs by its formula, beside what is resident at the peak of a step. */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class MeasuredMemoryTest {
    private static final Percentage TOLERANCE = Percentage.withPercentage(10);

    @ParameterizedTest
    @CsvSource({"1B, 1, 2, 0", "100M, 0, 8, 0", "100M, 0, 8, 2", "100M, 2, 8, 0", "100M, 2, 8, 2"})
    void a_stage_takes_what_its_plan_says(String preset, int stage, int sequences, int slice) throws IOException {
        var model = Presets.load(preset).model();
        var training = ofSequences(sequences, slice, Presets.load(preset).training());
        var planned = StageMemory.of(model, training, stage);
        var memory = NativeMemory.ofThisProcess();
        try (var first = TestStage.stage(0, 0)) { // starts the library
            first.forward(0, TestStage.tokens(0).inputs());
        }
        memory.release();
        var before = kilobytes("VmRSS");
        try (var engine = new StageEngine(model, training, stage, 1, EngineOptions.cpu(1, 0))) {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the high-water mark begins anew
            train(engine, model, training, stage);
            var measured = (kilobytes("VmHWM") - before) << 10;

            System.out.printf(
                    Locale.ROOT,
                    "stage %d of %s, %d sequences in slices of %d: by the formula %d, measured %d bytes, %.3f%n",
                    stage,
                    preset,
                    sequences,
                    slice,
                    planned.resident(),
                    measured,
                    (double) planned.resident() / measured);
            assertThat(planned.resident()).as("%s", planned).isCloseTo(measured, TOLERANCE);
        }
    }

    private static TrainingSpec ofSequences(int sequences, int slice, TrainingSpec given) {
        return new TrainingSpec(
                given.sequence(),
                sequences,
                slice,
                given.microbatchesPerStep(),
                given.stepsPerEpoch(),
                given.compute(),
                given.wire(),
                given.orderedAccumulation(),
                given.adamW(),
                given.schedule());
    }

    private static long kilobytes(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            var line = lines.filter(l -> l.startsWith(name + ":")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", ""));
        }
    }

    private static void train(StageEngine engine, ModelSpec model, TrainingSpec training, int stage) {
        var random = new SplittableRandom(1);
        for (var id = 0; id < 2; id++) {
            var tokens = new StageInput.Tokens(
                    training.sequences(),
                    random.ints(training.tokensPerMicrobatch(), 0, model.vocabulary())
                            .toArray());
            var payload = new byte[Math.toIntExact(StageMemory.boundaryBytes(model, training))];
            for (var i = 0; i < payload.length; i += 2) {
                payload[i] = (byte) random.nextInt();
                payload[i + 1] = (byte) (random.nextBoolean() ? 0x3E : 0xBE);
            }
            var input = model.isHead(stage) ? tokens : new StageInput.Activations(training.sequences(), payload);
            if (model.isTail(stage)) {
                engine.tail(id, input, tokens, id);
            } else {
                engine.forward(id, input);
                engine.backward(id, payload, id);
            }
        }
        engine.step(1e-3);
    }
}
