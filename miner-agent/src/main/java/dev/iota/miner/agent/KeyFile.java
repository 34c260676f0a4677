package dev.iota.miner.agent;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** A miner's key pair on disk, readable by its owner alone. Made once, never replaced. */
public final class KeyFile {
    private static final String NAME = "key.json";
    private static final String ED25519 = "ed25519";

    private KeyFile() {}

    /** The text of the file. */
    private record Content(String algorithm, Hotkey hotkey, String secret) {}

    /** Where the key of the miner with this home is. */
    public static Path in(Path home) {
        return home.resolve(NAME);
    }

    /**
     * Makes a key pair and its file.
     *
     * @throws AgentException if there is a key already, or the file cannot be written
     */
    public static KeyPair create(Path home, RandomGenerator random) {
        var file = in(home);
        var keys = KeyPair.generate(random);
        var content = new Content(ED25519, keys.hotkey(), HexFormat.of().formatHex(keys.seed()));
        try {
            OwnerOnly.directories(home);
            OwnerOnly.create(file, Json.write(content) + "\n");
            OwnerOnly.sync(home);
            return keys;
        } catch (FileAlreadyExistsException e) {
            throw new AgentException(
                    "there is a key in %s already; move it away first if you want another".formatted(file), e);
        } catch (IOException e) {
            throw new AgentException("cannot write the key file %s: %s".formatted(file, e), e);
        }
    }

    /**
     * The key pair of this home.
     *
     * @throws AgentException if there is none, or it cannot be read; never shows the secret
     */
    public static KeyPair load(Path home) {
        var file = in(home);
        try {
            var content = Json.read(Files.readString(file), Content.class);
            if (!content.algorithm().equals(ED25519)) {
                throw new AgentException("%s holds a key of kind '%s'; this miner signs with %s"
                        .formatted(file, content.algorithm(), ED25519));
            }
            var keys = KeyPair.of(HexFormat.of().parseHex(content.secret()));
            if (!keys.hotkey().equals(content.hotkey())) {
                throw new AgentException("%s holds a secret that is not of its hotkey %s; restore the file from a copy"
                        .formatted(file, content.hotkey()));
            }
            return keys;
        } catch (NoSuchFileException e) {
            throw new AgentException("there is no key in %s; make one with 'keys new'".formatted(file), e);
        } catch (MalformedException e) {
            // What a parser says may quote the text, and the text is secret.
            throw new AgentException("%s is no key file; restore it from a copy".formatted(file));
        } catch (IllegalArgumentException e) {
            throw new AgentException("%s holds no valid secret; restore it from a copy".formatted(file));
        } catch (IOException e) {
            throw new AgentException("cannot read the key file %s: %s".formatted(file, e), e);
        }
    }

    /** The key pair of this home; made if there is none. */
    public static KeyPair loadOrCreate(Path home, RandomGenerator random) {
        return Files.exists(in(home)) ? load(home) : create(home, random);
    }
}
