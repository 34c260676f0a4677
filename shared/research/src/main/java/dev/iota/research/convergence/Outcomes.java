package dev.iota.research.convergence;

import dev.iota.core.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file with one outcome a line, so that a comparison that was stopped goes on where it was. */
public final class Outcomes {
    private final Path file;
    private final List<Outcome> all = new ArrayList<>();

    /** @throws dev.iota.core.base.MalformedException if a line is no outcome */
    public Outcomes(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                all.add(Json.read(line, Outcome.class));
            }
        }
    }

    public Optional<Outcome> of(Trial trial) {
        return all.stream().filter(outcome -> outcome.trial().equals(trial)).findFirst();
    }

    public void add(Outcome outcome) throws IOException {
        Files.writeString(file, Json.write(outcome) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        all.add(outcome);
    }
}
