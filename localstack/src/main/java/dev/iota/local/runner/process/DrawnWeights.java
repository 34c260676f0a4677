package dev.iota.local.runner.process;

import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.StartWeights;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Start weights as the miner agent draws them, out of its standard output: it waits until they are wanted. */
final class DrawnWeights implements StartWeights {
    /** What the program needs to end once its output is over. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Child child;
    private final InputStream stream;
    private @Nullable List<List<ParameterShape>> stages;

    DrawnWeights(Child child) {
        this.child = child;
        this.stream = new BufferedInputStream(child.stream());
    }

    @Override
    public List<List<ParameterShape>> stages() {
        var known = stages;
        if (known == null) {
            known = read();
            stages = known;
        }
        return known;
    }

    private List<List<ParameterShape>> read() {
        var line = new ByteArrayOutputStream();
        try {
            for (var next = stream.read(); next != '\n'; next = stream.read()) {
                if (next < 0) {
                    throw new RunnerException("initial: %s", why());
                }
                line.write(next);
            }
        } catch (IOException e) {
            throw new RunnerException(e, "the weights that the run begins with cannot be read: %s", FileReason.of(e));
        }
        return Stream.of(Json.read(line.toString(StandardCharsets.UTF_8), ParameterShape[][].class))
                .map(List::of)
                .toList();
    }

    private String why() {
        try {
            return child.await(ENDING) ? child.why() : "it writes nothing";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @Override
    public InputStream values() {
        return stream;
    }

    @Override
    public void close() {
        child.kill();
    }
}
