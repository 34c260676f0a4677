package dev.iota.core.identity;

import dev.iota.core.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What independent libraries made of fixed secrets; src/test/python/identity.py wrote it.
 *
 * @param madeBy version of each library, by its name in the Python package index
 */
record Vectors(Map<String, String> madeBy, List<Signed> sr25519, List<Signed> ed25519, List<Phrase> mnemonic) {

    /** A signature; all but the address in hexadecimal. */
    record Signed(String seed, String publicKey, String message, String signature, String address) {}

    /** A phrase, its mini secret in hexadecimal, and the address of that in each scheme. */
    record Phrase(String phrase, String seed, String sr25519, String ed25519) {}

    static Vectors load() {
        try (var in = Vectors.class.getResourceAsStream("vectors.json")) {
            if (in == null) {
                throw new IllegalStateException("the test resource vectors.json is missing");
            }
            return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Vectors.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Signed> of(Scheme scheme) {
        return switch (scheme) {
            case ED25519 -> ed25519;
            case SR25519 -> sr25519;
        };
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
