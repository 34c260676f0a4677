package dev.iota.validator;

import dev.iota.core.base.FileReason;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.data.ShardEntry;
import dev.iota.model.file.BoundedFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks all tokens of a run, in a folder, against their manifest and prints a line for each shard. */
final class DataVerification {
    /** A line for each of some hundred thousand shards. */
    private static final int MOST_MANIFEST_BYTES = 1 << 26;

    private final PrintWriter out;

    DataVerification(PrintWriter out) {
        this.out = out;
    }

    /**
     * Checks shard after shard and stops at the first that is wrong.
     *
     * @param file the manifest, which names its shards relative to itself
     * @return whether all is as declared
     * @throws UnusableInputException if the manifest, or a shard that is there, cannot be read
     */
    boolean verify(Path file) {
        var manifest = read(file);
        var check = new ShardCheck(manifest.shape());
        for (var entry : shards(manifest)) {
            switch (verdict(check, entry, file.resolveSibling(entry.key()))) {
                case ShardVerdict.Sound(var records) -> out.printf("ok     %s  %d records%n", entry.key(), records);
                case ShardVerdict.Wrong(var reason) -> {
                    out.printf("WRONG  %s  %s%n", entry.key(), reason);
                    return false;
                }
            }
        }
        out.printf("data   %s  what a run over them has in its specification%n", manifest.sha256());
        return true;
    }

    private static List<ShardEntry> shards(DataManifest manifest) {
        return Stream.concat(manifest.shards().stream(), Stream.of(manifest.heldOut()))
                .toList();
    }

    private static DataManifest read(Path file) {
        try {
            return DataManifest.read(BoundedFile.text(file, MOST_MANIFEST_BYTES));
        } catch (NoSuchFileException e) {
            throw new UnusableInputException("there is no manifest '%s'".formatted(file), e);
        } catch (IOException e) {
            throw new UnusableInputException(
                    "the manifest '%s' cannot be read: %s".formatted(file, FileReason.of(e)), e);
        } catch (MalformedException e) {
            throw new UnusableInputException("'%s' is no manifest: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static ShardVerdict verdict(ShardCheck check, ShardEntry entry, Path shard) {
        try (var in = new BufferedInputStream(Files.newInputStream(shard))) {
            return check.check(entry, in);
        } catch (NoSuchFileException e) {
            return new ShardVerdict.Wrong("there is no file '%s'".formatted(shard));
        } catch (IOException e) {
            throw new UnusableInputException("the shard '%s' cannot be read: %s".formatted(shard, FileReason.of(e)), e);
        }
    }
}
