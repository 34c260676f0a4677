package dev.iota.local.runner.command;

import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Quarantined;
import dev.iota.local.runner.failure.RunnerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the miners of a run refused, which they keep in their homes. */
final class MinerRefusals {
    private static final String PREFIX = "quarantine.";

    private MinerRefusals() {}

    /** @param run its folder */
    static List<Quarantined> of(Path run) {
        var miners = run.resolve("miners");
        if (!Files.isDirectory(miners)) {
            return List.of();
        }
        var records = new ArrayList<Quarantined>();
        try (var all = Files.walk(miners)) {
            var files = all.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .toList();
            for (var file : files) {
                try (var lines = Files.lines(file)) {
                    lines.forEach(line -> records.add(read(run.relativize(file), line)));
                }
            }
            return records;
        } catch (IOException e) {
            throw unreadable(miners, e);
        } catch (UncheckedIOException e) {
            throw unreadable(miners, Objects.requireNonNull(e.getCause()));
        }
    }

    private static RunnerException unreadable(Path miners, IOException e) {
        return new RunnerException(e, "cannot read what the miners in %s refused: %s", miners, FileReason.of(e));
    }

    private static Quarantined read(Path file, String line) {
        try {
            return Json.read(line, Quarantined.class).from(file.toString());
        } catch (MalformedException e) {
            return Quarantined.of(Instant.EPOCH, file.toString(), Optional.empty(), line, "a torn line");
        }
    }
}
