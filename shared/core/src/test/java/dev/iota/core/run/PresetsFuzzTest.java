package dev.iota.core.run;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A preset is somebody's file; a run comes from the orchestrator. */
@Tag("security")
class PresetsFuzzTest {

    static Stream<byte[]> seeds() {
        return Presets.NAMES.stream()
                .flatMap(name -> Stream.of(
                        Presets.DOCUMENTS.text(name),
                        Json.write(RunSpec.of("run", 1, Presets.load(name), EpochSpec.untilClosed()))))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> {
            try {
                Presets.parse("fuzzed", text);
            } catch (InvalidSpecException refused) {
                // says what is wrong with it
            }
        });
        Hostile.read(input, text -> Json.read(text, RunSpec.class).boundaryBytes());
    }
}
