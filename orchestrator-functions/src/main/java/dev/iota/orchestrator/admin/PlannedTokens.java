package dev.iota.orchestrator.admin;

import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import dev.iota.orchestrator.context.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The tokens of a position in a folder, with all that shows that they are those of the run's data plan. */
final class PlannedTokens {
    static final String TOKENS = "tokens";
    private static final String DATA = "data.json";
    /** Of a hash, what tells the heads of a few shards apart. */
    private static final int SHORT = 16;

    private final Path folder;

    PlannedTokens(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes them.
     *
     * @param name of the file that the record becomes
     * @param of what they are the tokens of, in words
     * @throws IllegalStateException if something of it is not what it has to be
     */
    TokenEvidence write(Run run, long at, String name, String of) throws IOException {
        var tokens = run.works().tokens();
        var manifest = tokens.manifest();
        var head = "token-hashes-%s".formatted(tokens.headHash(at).substring(0, SHORT));
        return new TokenEvidence(
                at,
                write(name, of, tokens.record(at), tokens.recordHash(at)),
                write(head, of, tokens.head(at), tokens.headHash(at)),
                write(DATA, of, manifest.getBytes(StandardCharsets.UTF_8), Sha256.hex(manifest)));
    }

    private Source write(String name, String of, byte[] bytes, String sha256) throws IOException {
        require(name, of, Sha256.hex(bytes), sha256);
        Files.write(folder.resolve(name), bytes);
        return new Source(name, Map.of(), bytes.length, Optional.of(sha256));
    }

    /** What is another is no evidence, and whoever signed the hash is to blame for it. */
    static void require(String name, String of, String found, String signed) {
        if (!found.equals(signed)) {
            throw new IllegalStateException(
                    "the %s of %s has the SHA-256 %s; what was signed has %s".formatted(name, of, found, signed));
        }
    }
}
