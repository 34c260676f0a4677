package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.cloud.process.LastWord;
import dev.iota.local.runner.process.Child;
import dev.iota.local.runner.process.Launch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud whose disk fills up ends with that reason, in a process of its own. */
class CloudDiskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void a_cloud_ends_with_the_disk_and_what_is_free_before_its_services_fail_one_by_one() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                isDone("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()), "this user may not mount");
        try {
            var log = folder.resolve("cloud.log");
            var child = Child.start(new Launch("cloud", CloudProcess.command(disk, "run-1"), Map.of(), log));
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (child.output().stream().noneMatch(line -> line.startsWith(CloudProcess.READY))) {
                assertThat(child.isAlive()).as(child.lastWords()).isTrue();
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            fill(disk);

            assertThat(child.await(PATIENCE)).isTrue();
            assertThat(child.exitStatus()).isEqualTo(LastWord.DISK_STATUS);
            assertThat(child.death().isLasting()).isTrue();
            assertThat(child.death().reason()).contains("the disk of " + disk, "is full", "MiB free", "make room");
        } finally {
            isDone("umount", "-l", disk.toString());
        }
    }

    @Test
    void a_cloud_whose_disk_is_full_when_it_starts_says_so_instead_of_which_service_failed() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                isDone("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()), "this user may not mount");
        try {
            fill(disk);
            try (var filler = FileChannel.open(disk.resolve("filler"), StandardOpenOption.WRITE)) {
                filler.truncate(filler.size() - (1 << 16)); // enough to begin, and for no table
            }
            var log = folder.resolve("cloud.log");
            var child = Child.start(new Launch("cloud", CloudProcess.command(disk, "run-1"), Map.of(), log));

            assertThat(child.await(PATIENCE)).isTrue();
            assertThat(child.exitStatus()).isEqualTo(LastWord.DISK_STATUS);
            assertThat(child.death().reason()).contains("the disk of " + disk, "is full", "make room");
        } finally {
            isDone("umount", "-l", disk.toString());
        }
    }

    private static void fill(Path disk) throws IOException {
        try (var out = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                out.write(new byte[1 << 16]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static boolean isDone(String... command) throws Exception {
        try {
            return new ProcessBuilder(List.of(command)).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
