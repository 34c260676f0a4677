package dev.iota.core.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors come from other miners. */
@Tag("security")
class TensorFormatFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(TensorFormat.allocate(Precision.BFLOAT16, 2, 3).array(), new byte[0]);
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.decode(input, bytes -> TensorFormat.payload(bytes, Precision.BFLOAT16, 2, 3));
    }
}
