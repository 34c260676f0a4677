package dev.iota.core.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses stand in headers, events and manifests. */
@Tag("security")
class Ss58FuzzTest {

    static Stream<byte[]> seeds() {
        var address = KeyPair.generate(new Random(1)).hotkey().address();
        return Stream.of(address, address.substring(1), "1" + address, "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, Ss58::decode);
    }
}
