package dev.iota.agent.home;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.agent.failure.AgentException;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Scheme;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Key files and wallet files: torn, edited, or of another program. The input is read as either. */
@Tag("security")
class WalletFileFuzzTest {
    private static final Path FILE = Path.of("key.json");

    static Stream<byte[]> seeds() {
        var keys = KeyPair.generate(Scheme.SR25519, new Random(1));
        var seed = HexFormat.of().formatHex(keys.seed());
        return Stream.of(
                        "{\"algorithm\":\"sr25519\",\"hotkey\":\"%s\",\"secret\":\"%s\"}"
                                .formatted(keys.hotkey(), seed),
                        "{\"secretSeed\":\"0x%s\",\"ss58Address\":\"%s\",\"cryptoType\":1}"
                                .formatted(seed, keys.hotkey()),
                        "{\"secretPhrase\":\"%s\",\"publicKey\":\"0x00\"}".formatted("abandon ".repeat(11) + "about"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.decode(input, AgentException.class, bytes -> KeyFile.parse(FILE, text(bytes)));
        Hostile.decode(input, AgentException.class, bytes -> WalletFile.parse(FILE, text(bytes)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
