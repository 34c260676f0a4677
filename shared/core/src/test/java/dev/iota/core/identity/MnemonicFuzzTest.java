package dev.iota.core.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A phrase that somebody typed. */
@Tag("security")
class MnemonicFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "abandon ".repeat(11) + "about",
                        "legal winner thank year wave sausage worth useful legal winner thank yellow",
                        "zoo ".repeat(12))
                .map(phrase -> phrase.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, Mnemonic::seed);
    }
}
