package dev.iota.agent.home;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Scheme;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** An agent's key pair on disk, readable by its owner alone. Made once, never replaced. */
public final class KeyFile {
    private static final String NAME = "key.json";
    private static final int MOST_BYTES = 1 << 16;

    private KeyFile() {}

    /** The text of the file; {@code algorithm} is the name of a {@link Scheme}, {@code secret} hexadecimal. */
    private record Content(String algorithm, Hotkey hotkey, String secret) {}

    /** Where the key of the agent with this home is. */
    public static Path in(Path home) {
        return home.resolve(NAME);
    }

    /**
     * Makes an Ed25519 key pair and its file.
     *
     * @throws AgentException if there is a key already, or the file cannot be written
     */
    public static KeyPair create(Path home, RandomGenerator random) {
        return create(home, KeyPair.generate(random));
    }

    /**
     * Makes the file of a key pair.
     *
     * @throws AgentException if there is a key already, or the file cannot be written
     */
    public static KeyPair create(Path home, KeyPair keys) {
        var file = in(home);
        var content =
                new Content(keys.scheme().text(), keys.hotkey(), HexFormat.of().formatHex(keys.seed()));
        try {
            PrivateFiles.directories(home);
            PrivateFiles.create(file, Json.write(content) + "\n");
            PrivateFiles.sync(home);
            return keys;
        } catch (FileAlreadyExistsException e) {
            throw AgentException.wrong(
                    "there is a key in %s already; move it away first if you want another".formatted(file), e);
        } catch (IOException e) {
            throw AgentException.wrong("cannot write the key file %s: %s".formatted(file, e), e);
        }
    }

    /**
     * The key pair of this home.
     *
     * @throws AgentException if there is none, others may read it, or it is damaged; never shows the secret
     */
    public static KeyPair load(Path home) {
        var file = in(home);
        try {
            PrivateFiles.check(file);
            return parse(file, BoundedFile.text(file, MOST_BYTES));
        } catch (NoSuchFileException e) {
            throw AgentException.wrong("there is no key in %s; make one with 'keys new'".formatted(file), e);
        } catch (IOException e) {
            throw AgentException.wrong("cannot read the key file %s: %s".formatted(file, e), e);
        }
    }

    /**
     * @param file as messages name it
     * @throws AgentException if the text is damaged; never shows the secret
     */
    static KeyPair parse(Path file, String text) {
        try {
            var content = Json.read(text, Content.class);
            var keys =
                    KeyPair.of(scheme(file, content.algorithm()), HexFormat.of().parseHex(content.secret()));
            if (!keys.hotkey().equals(content.hotkey())) {
                throw AgentException.wrong(
                        "%s holds a secret that is not of its hotkey %s; restore the file from a copy"
                                .formatted(file, content.hotkey()));
            }
            return keys;
        } catch (MalformedException e) {
            // What a parser says may quote the text, and the text is secret.
            throw AgentException.wrong(
                    "%s is damaged; restore it from a copy, or move it away if no run knows its key".formatted(file));
        } catch (IllegalArgumentException e) {
            throw AgentException.wrong("%s holds no valid secret; restore it from a copy".formatted(file));
        }
    }

    private static Scheme scheme(Path file, String name) {
        try {
            return Scheme.of(name);
        } catch (MalformedException e) {
            throw AgentException.wrong("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * The key pair of this home; made, for Ed25519, if the home is new.
     *
     * @throws AgentException if the key is lost: the home holds the folder of a run and no key
     */
    public static KeyPair loadOrCreate(Path home, RandomGenerator random) {
        if (Files.exists(in(home), LinkOption.NOFOLLOW_LINKS)) {
            return load(home);
        }
        if (hasRuns(home)) {
            throw AgentException.wrong(
                    ("there is no key in %s, yet the folder holds the work of one; restore the key from "
                                    + "a copy, or make another with 'keys new'")
                            .formatted(in(home)));
        }
        return create(home, random);
    }

    private static boolean hasRuns(Path home) {
        try (var children = Files.list(home)) {
            return children.anyMatch(Files::isDirectory);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw AgentException.wrong("cannot look into the folder %s: %s".formatted(home, e), e);
        }
    }
}
