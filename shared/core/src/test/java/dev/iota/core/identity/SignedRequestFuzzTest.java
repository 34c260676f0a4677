package dev.iota.core.identity;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers, one a line, and the body of a request to the API. */
@Tag("security")
class SignedRequestFuzzTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static Stream<byte[]> seeds() {
        var target = new SignedRequest.Target("r", "POST", "/v1/renew", "", "{}");
        var keys = KeyPair.generate(Scheme.SR25519, new Random(1));
        return Stream.of(SignedRequest.sign(keys, target, NOW, "nonce").headers(), Map.<String, String>of())
                .map(headers -> headers.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue())
                        .collect(Collectors.joining("\n"))
                        .getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> {
            var headers = new HashMap<String, String>();
            text.lines()
                    .map(line -> line.split(":", 2))
                    .filter(parts -> parts.length == 2)
                    .forEach(parts -> headers.put(parts[0], parts[1]));
            Proof.of(headers, new SignedRequest.Target("r", "POST", "/v1/renew", "", text), NOW);
        });
    }
}
