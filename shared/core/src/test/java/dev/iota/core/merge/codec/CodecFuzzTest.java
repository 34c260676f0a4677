package dev.iota.core.merge.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.merge.Samples;
import dev.iota.core.wire.Hostile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of other miners. The first byte chooses the codec, the second the length. */
@Tag("security")
class CodecFuzzTest {
    private static final List<Codec> CODECS =
            List.of(new Float32Codec(), new BFloat16Codec(), new Int8Codec(), new TopKCodec(3));

    static Stream<byte[]> seeds() {
        return Stream.of(0, 1, 2, 3).map(codec -> {
            var block = CODECS.get(codec).encode(Samples.gaussian(10, 1, codec), 10);
            var input = new byte[2 + block.length];
            input[0] = codec.byteValue();
            input[1] = 10;
            System.arraycopy(block, 0, input, 2, block.length);
            return input;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        if (input.length > 2) {
            var length = 1 + Byte.toUnsignedInt(input[1]);
            var codec = CODECS.get(Byte.toUnsignedInt(input[0]) % CODECS.size());
            Hostile.decode(
                    Arrays.copyOfRange(input, 2, input.length),
                    block -> codec.decode(block, length, new float[length]));
        }
    }
}
