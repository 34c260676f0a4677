package dev.iota.miner.agent.view;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.wire.Precision;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code bench} measured on this machine, kept in the home folder to compare a miner with.
 *
 * @param shape what stage it measured
 * @param gigaflops billion floating-point operations a second in float32 and in bfloat16
 */
public record OwnBench(Instant at, String device, int threads, String shape, Gigaflops gigaflops) {
    private static final String NAME = "bench.json";
    private static final int MOST_BYTES = 1 << 16;

    /** By precision. */
    public record Gigaflops(double float32, double bfloat16) {}

    /** Of what a stage computes in. */
    double gigaflops(Precision precision) {
        return precision == Precision.FLOAT32 ? gigaflops.float32() : gigaflops.bfloat16();
    }

    /** Whether it was measured with what computes now. */
    boolean isOf(Post.Device now) {
        return device.equals(now.name()) && threads == now.threads();
    }

    /** Replaces the one that is there. */
    public void write(Path home) throws IOException {
        Files.createDirectories(home);
        var draft = home.resolve(NAME + ".part");
        Files.writeString(draft, Json.write(this) + "\n");
        Files.move(draft, home.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * @return none if there is none
     * @throws IOException if it cannot be read, or is no bench
     */
    public static Optional<OwnBench> read(Path home) throws IOException {
        var file = home.resolve(NAME);
        try {
            return Optional.of(Json.read(BoundedFile.text(file, MOST_BYTES), OwnBench.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedException e) {
            throw new IOException("%s is not what 'bench' writes: %s".formatted(file, e.getMessage()), e);
        }
    }
}
