package dev.iota.agent.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Mnemonic;
import dev.iota.core.identity.Scheme;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The hotkey file of a Bittensor wallet: one JSON object with {@code secretSeed} or {@code secretPhrase}, of which the
 * seed counts, and {@code publicKey}, {@code accountId} and {@code ss58Address}, which have to fit. {@code cryptoType}
 * is 0 for Ed25519 and 1 for sr25519; without it, sr25519. {@code privateKey} is the seed expanded and is not needed.
 */
public final class WalletFile {
    private static final String HEX = "0x";
    private static final int MOST_BYTES = 1 << 16;
    private static final int ED25519 = 0;
    private static final int SR25519 = 1;

    private WalletFile() {}

    /** @throws AgentException if it is no such file, or contradicts itself; never shows the secret */
    public static KeyPair read(Path file) {
        try {
            return parse(file, BoundedFile.text(file, MOST_BYTES));
        } catch (NoSuchFileException e) {
            throw AgentException.wrong("there is no wallet file %s".formatted(file), e);
        } catch (IOException e) {
            throw AgentException.wrong("cannot read the wallet file %s: %s".formatted(file, e), e);
        }
    }

    /**
     * @param file as messages name it
     * @throws AgentException if the text is no wallet, or contradicts itself; never shows the secret
     */
    static KeyPair parse(Path file, String text) {
        JsonNode wallet;
        try {
            wallet = Json.read(text, JsonNode.class);
        } catch (MalformedException e) {
            // What a parser says may quote the text, and the text is secret.
            throw AgentException.wrong("%s is no JSON; if the wallet is encrypted, decrypt it first".formatted(file));
        }
        var keys = KeyPair.of(scheme(file, wallet), seed(file, wallet));
        requireFitting(file, wallet, keys);
        return keys;
    }

    private static Scheme scheme(Path file, JsonNode wallet) {
        var type = wallet.path("cryptoType").asInt(SR25519);
        return switch (type) {
            case ED25519 -> Scheme.ED25519;
            case SR25519 -> Scheme.SR25519;
            default ->
                throw AgentException.wrong("%s has cryptoType %d; wanted %d (Ed25519) or %d (sr25519)"
                        .formatted(file, type, ED25519, SR25519));
        };
    }

    private static byte[] seed(Path file, JsonNode wallet) {
        var seed = text(wallet, "secretSeed");
        if (seed.isPresent()) {
            return hex(seed.get())
                    .filter(bytes -> bytes.length == KeyPair.SEED)
                    .orElseThrow(() -> new AgentException(
                            "%s has a secretSeed that is not %d bytes in hexadecimal".formatted(file, KeyPair.SEED)));
        }
        var phrase = text(wallet, "secretPhrase")
                .orElseThrow(() -> new AgentException(
                        "%s has neither secretSeed nor secretPhrase, so its secret is not known".formatted(file)));
        try {
            return Mnemonic.seed(phrase);
        } catch (MalformedException e) {
            throw AgentException.wrong("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void requireFitting(Path file, JsonNode wallet, KeyPair keys) {
        var key = HEX + HexFormat.of().formatHex(keys.hotkey().publicKey());
        var wanted = Map.of(
                "publicKey", key, "accountId", key, "ss58Address", keys.hotkey().address());
        if (wanted.keySet().stream().noneMatch(name -> text(wallet, name).isPresent())) {
            throw AgentException.wrong("%s names no publicKey, so its secret cannot be checked".formatted(file));
        }
        wanted.forEach((name, value) -> text(wallet, name)
                .filter(found -> !found.equals(value))
                .ifPresent(found -> {
                    throw AgentException.wrong(
                            "%s has the %s %s; that of its secret is %s".formatted(file, name, found, value));
                }));
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return text.startsWith(HEX)
                    ? Optional.of(HexFormat.of().parseHex(text.substring(HEX.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode wallet, String name) {
        return Optional.ofNullable(wallet.path(name).textValue()).filter(text -> !text.isBlank());
    }
}
