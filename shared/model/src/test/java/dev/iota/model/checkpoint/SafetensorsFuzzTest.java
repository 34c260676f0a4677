package dev.iota.model.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** The header of a safetensors file, with the length of the data as it says and with another. */
@Tag("security")
class SafetensorsFuzzTest {
    private static final int DATA_BYTES = 48;

    static Stream<byte[]> seeds() {
        var tensors = List.of(
                new TensorInfo("a", ElementType.F32, List.of(2L, 4L)),
                new TensorInfo("b", ElementType.BF16, List.of(8L)));
        return Stream.of(
                SafetensorsHeader.layOut(Map.of("format", "pt"), tensors).encode(),
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.decode(
                input, header -> SafetensorsHeader.decode(header, DATA_BYTES).encode());
        Hostile.decode(input, header -> SafetensorsHeader.decode(header, 0).encode());
    }
}
