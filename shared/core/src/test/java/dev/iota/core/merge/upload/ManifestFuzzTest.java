package dev.iota.core.merge.upload;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.Samples;
import dev.iota.core.merge.codec.Int8Codec;
import dev.iota.core.merge.codec.TopKCodec;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A miner uploads the manifest of what it uploads. */
@Tag("security")
class ManifestFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(new Int8Codec(), new TopKCodec(7))
                .map(codec -> new Manifest(
                        Samples.spec(Mode.DILOCO, codec, 100_000),
                        Samples.miners(1).getFirst(),
                        List.of(new LoggedStep(1, List.of(4L, 2L)), new LoggedStep(3, List.of(7L))),
                        List.of(Sha256.hex("0"), Sha256.hex("1"))))
                .map(manifest -> manifest.write().getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> Manifest.read(text).sha256());
    }
}
