package dev.iota.core.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifest of the data comes from an object store. */
@Tag("security")
class DataManifestFuzzTest {

    static Stream<byte[]> seeds() {
        var shape = new RecordShape(257, 8, 4);
        var train = new ShardEntry("train", 10, TokenShard.of(shape, 10).length(), "0".repeat(64), "2".repeat(64));
        var held = new ShardEntry("held", 2, TokenShard.of(shape, 2).length(), "1".repeat(64), "3".repeat(64));
        var manifest =
                new DataManifest("byte", DataManifest.BYTE, 257, 8, 4, 42, List.of(train), held, 100, 360, 72, 3.25);
        return Stream.of(manifest.write().getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> DataManifest.read(text).plan());
    }
}
