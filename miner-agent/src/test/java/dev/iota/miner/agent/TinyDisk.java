package dev.iota.miner.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A disk of a few mebibytes in memory; tests that need one are skipped where this user may not mount. */
public final class TinyDisk implements AutoCloseable {
    private static final int CHUNK = 1 << 12;

    private final Path folder;

    private TinyDisk(Path folder) {
        this.folder = folder;
    }

    /** @param folder is made */
    public static TinyDisk mount(Path folder, int mebibytes) throws Exception {
        Files.createDirectories(folder);
        var isMounted = isDone("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(mebibytes), "tmpfs", folder);
        assumeTrue(isMounted, "this user may not mount a small disk");
        return new TinyDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Takes all the room that is left. */
    public void fill() throws IOException {
        var chunk = new byte[CHUNK];
        Arrays.fill(chunk, (byte) 1);
        try (var out = Files.newOutputStream(folder.resolve("filler"))) {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            assumeTrue(String.valueOf(e.getMessage()).contains("No space left"), e.toString());
        }
    }

    private static boolean isDone(Object... command) throws InterruptedException {
        var words = Arrays.stream(command).map(String::valueOf).toList();
        try {
            return new ProcessBuilder(words).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Override
    public void close() {
        try {
            isDone("umount", "-l", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
