package dev.iota.model.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.run.Presets;
import dev.iota.core.wire.Hostile;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code config.json} of a checkpoint. */
@Tag("security")
class CheckpointConfigFuzzTest {

    static Stream<byte[]> seeds() {
        var preset = Presets.load("tiny");
        try (var tokenizer = Tokenizer.of("byte", Optional.empty())) {
            var config = new CheckpointConfig(
                    new CheckpointInfo(preset.model(), preset.training(), "r", 1, 2), "byte", "<end>");
            return Stream.of(config.write(tokenizer, new FileHashes(Map.of("a", "0".repeat(64))))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, CheckpointConfig::read);
    }
}
