package dev.iota.local.runner.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Scheme;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds what is damaged in a run's folder before training begins, instead of by work that is lost: every file that the
 * run is going to read is hashed once.
 */
public final class FolderCheck {
    private static final String REMEDY = "put a good copy of it back, or start another run";
    private static final String KEY = "key.json";
    /** Below the folder of all miners: process, miner, key. */
    private static final int KEY_DEPTH = 3;

    private final RunFolder folder;

    private FolderCheck(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Checks a folder.
     *
     * @return a sentence for each file that was damaged and is written anew
     * @throws RunnerException if a file is damaged that only a person can bring back
     */
    public static List<String> check(RunFolder folder, RunFile run, DataManifest manifest) {
        var check = new FolderCheck(folder);
        new TreeMap<>(folder.hashes())
                .forEach((name, hash) -> require(folder.root().resolve(name), hash, RunFolder.RECORD + " wants"));
        Stream.concat(manifest.shards().stream(), Stream.of(manifest.heldOut())).forEach(check::shard);
        check.keys();
        return check.spec(run).stream().toList();
    }

    /** SHA-256 of files that do not change while a run lives and no manifest names, by their path in its folder. */
    static Map<String, String> hashes(RunFolder folder) {
        var root = folder.root();
        var files = List.of(folder.data().resolve("manifest.json"), folder.preset(), root.resolve("tokenizer.json"));
        var found = new TreeMap<String, String>();
        try {
            for (var file : files) {
                if (Files.isRegularFile(file)) {
                    try (var in = Files.newInputStream(file)) {
                        found.put(root.relativize(file).toString().replace('\\', '/'), Sha256.hex(in));
                    }
                }
            }
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read what is in %s: %s", root, FileReason.of(e));
        }
        return found;
    }

    private void shard(ShardEntry shard) {
        require(folder.data().resolve(shard.key()), shard.sha256(), "the manifest wants");
    }

    private static void require(Path file, String wanted, String by) {
        try (var in = Files.newInputStream(file)) {
            var found = Sha256.hex(in);
            if (!found.equals(wanted)) {
                throw new RunnerException(
                        "%s is damaged: its SHA-256 is %s, %s %s; %s", file, found, by, wanted, REMEDY);
            }
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read %s: %s; %s", file, FileReason.of(e), REMEDY);
        }
    }

    /** The copy of the specification for the tools can be made again. */
    private Optional<String> spec(RunFile run) {
        var wanted = Json.write(run.spec());
        if (text(folder.spec()).equals(wanted)) {
            return Optional.empty();
        }
        RunFolder.replace(folder.spec(), wanted);
        return Optional.of(
                "%s was missing or damaged; it is written anew from %s".formatted(folder.spec(), RunFolder.RECORD));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // missing, or not even a text
        }
    }

    private void keys() {
        var miners = folder.root().resolve("miners");
        if (!Files.isDirectory(miners)) {
            return;
        }
        var keys = new ArrayList<Path>();
        try (var files =
                Files.find(miners, KEY_DEPTH, (file, attributes) -> file.endsWith(KEY) && attributes.isRegularFile())) {
            files.forEach(keys::add);
        } catch (IOException e) {
            throw new RunnerException(e, "cannot look into %s: %s", miners, FileReason.of(e));
        }
        keys.forEach(FolderCheck::key);
    }

    /** Never shows what it read: it is secret. */
    private static void key(Path file) {
        if (!isKey(text(file))) {
            throw new RunnerException(
                    "%s is damaged; put a good copy of it back, or move the folder %s away, and a new miner takes its"
                            + " place",
                    file, String.valueOf(file.getParent()));
        }
    }

    private static boolean isKey(String text) {
        try {
            var key = Json.read(text, JsonNode.class);
            var seed = HexFormat.of().parseHex(key.path("secret").asText());
            var pair = KeyPair.of(Scheme.of(key.path("algorithm").asText()), seed);
            return pair.hotkey().address().equals(key.path("hotkey").asText());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
