package dev.iota.validator.agent;

import dev.iota.core.wire.Source;
import dev.iota.validator.evidence.EpochJudgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The parts of an upload on the validator's disk, until its epoch is judged. */
final class KeptParts implements EpochJudgement.PartKeeper, AutoCloseable {
    private final Path state;
    private final List<Path> files = new ArrayList<>();

    /** @param state that they lie beside; what a process that was killed left there is written over */
    KeptParts(Path state) {
        this.state = state;
    }

    @Override
    public Path keep(int part, Source source, byte[] bytes) throws IOException {
        var file = state.resolveSibling("%s.upload-%d".formatted(state.getFileName(), part));
        files.add(file);
        Files.write(file, bytes);
        return file;
    }

    @Override
    public void close() throws IOException {
        for (var file : files) {
            Files.deleteIfExists(file);
        }
    }
}
