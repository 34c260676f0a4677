package dev.iota.core.identity;

import dev.iota.core.base.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Prints what this project makes of random secrets, for independent libraries to verify: see docs/security.md. */
final class CrossCheck {
    private static final int SIGNATURES = 100;
    private static final int LONGEST_MESSAGE = 2000;

    private CrossCheck() {}

    public static void main(String[] args) {
        var random = new Random(1);
        System.out.println(Json.write(new Vectors(
                Map.of("iota", "this checkout"),
                signed(Scheme.SR25519, random),
                signed(Scheme.ED25519, random),
                Vectors.load().mnemonic().stream()
                        .map(vector -> phrase(vector.phrase()))
                        .toList())));
    }

    private static List<Vectors.Signed> signed(Scheme scheme, Random random) {
        return IntStream.range(0, SIGNATURES)
                .mapToObj(i -> {
                    var keys = KeyPair.generate(scheme, random);
                    var message = new byte[random.nextInt(LONGEST_MESSAGE)];
                    random.nextBytes(message);
                    return new Vectors.Signed(
                            hex(keys.seed()),
                            hex(keys.hotkey().publicKey()),
                            hex(message),
                            hex(keys.sign(message)),
                            keys.hotkey().address());
                })
                .toList();
    }

    private static Vectors.Phrase phrase(String words) {
        var seed = Mnemonic.seed(words);
        return new Vectors.Phrase(
                words,
                hex(seed),
                KeyPair.of(Scheme.SR25519, seed).hotkey().address(),
                KeyPair.of(Scheme.ED25519, seed).hotkey().address());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
