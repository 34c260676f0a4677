package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.Isolation;
import dev.iota.local.runner.chaos.machine.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small file system in the place where the process writes, filled to its last byte for a while. That of a miner is
 * its home, that of the cloud the run's folder without the miners' homes, that of the runner all of it.
 */
final class DiskFault implements ChaosFault {
    private static final Duration LASTS = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BALLAST = "ballast";
    private static final int CHUNK = 1 << 20;

    private final List<Path> mounted = new ArrayList<>();

    @Override
    public Optional<String> unavailable() {
        return Isolation.hasMounts()
                ? Optional.empty()
                : Optional.of("a full disk needs a file system of its own (unshare -m, as root or with user"
                        + " namespaces)");
    }

    @Override
    public Duration lasts() {
        return LASTS;
    }

    @Override
    public void prepare(Scene scene) throws IOException {
        if (scene.cell().miner() < 0) {
            mount(scene.run());
        }
    }

    @Override
    public void began(Scene scene) throws IOException, InterruptedException {
        if (scene.cell().isRunner()) {
            return;
        }
        // The runner wants a folder that is empty; the miners come later.
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(scene.run().resolve("run.lock")) && System.nanoTime() < deadline) {
            Thread.sleep(CellTrial.LOOK_EVERY);
        }
        var homes = scene.run().resolve("miners");
        mount(
                scene.cell().miner() < 0
                        ? homes
                        : homes.resolve(Integer.toString(scene.cell().miner())));
    }

    private void mount(Path folder) throws IOException {
        Files.createDirectories(folder);
        Shell.require("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", folder.toString());
        mounted.add(folder);
    }

    @Override
    public boolean strike(Scene scene) throws IOException {
        var chunk = ByteBuffer.allocate(CHUNK);
        try (var file = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (var size = CHUNK; size > 0; size /= 2) {
                fill(file, chunk, size);
            }
        }
        return true;
    }

    private static void fill(FileChannel file, ByteBuffer chunk, int size) {
        try {
            while (true) {
                file.write(chunk.limit(size).position(0));
            }
        } catch (IOException full) {
            // The point of it.
        }
    }

    private Path ballast() {
        return mounted.getFirst().resolve(BALLAST);
    }

    @Override
    public void lift(Scene scene) throws IOException {
        Files.deleteIfExists(ballast());
    }

    /** What is there is copied to where it can be read afterwards. */
    @Override
    public void clear(Scene scene) {
        for (var folder : mounted.reversed()) {
            var kept = folder.resolveSibling(folder.getFileName() + ".kept");
            Shell.run("rm", "-f", folder.resolve(BALLAST).toString());
            Shell.run("cp", "-a", folder.toString(), kept.toString());
            Shell.run("umount", "-l", folder.toString());
            Shell.run("rmdir", folder.toString());
            Shell.run("mv", kept.toString(), folder.toString());
        }
        mounted.clear();
    }
}
