package dev.iota.local.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFilesTest {
    @TempDir
    private Path root;

    @Test
    void resident_memory_is_told_in_bytes() throws Exception {
        write("7/status", "Name:\tjava\nVmHWM:\t  9000 kB\nVmRSS:\t    2048 kB\n");

        assertThat(new ProcessFiles(root).residentBytes(7)).hasValue(2048 * 1024);
    }

    @Test
    void processor_time_is_user_and_system_time_whatever_the_process_is_called() throws Exception {
        write("7/stat", "7 (a ) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 30 0 100 1 2\n");

        assertThat(new ProcessFiles(root).cpu(7)).hasValue(Duration.ofSeconds(3));
    }

    @Test
    void of_a_process_that_is_gone_nothing_is_known() {
        assertThat(new ProcessFiles(root).residentBytes(8)).isEmpty();
        assertThat(new ProcessFiles(root).cpu(8)).isEmpty();
    }

    @Test
    void available_memory_is_that_of_the_machine() throws Exception {
        write("meminfo", "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable:      64 kB\n");

        assertThat(new ProcessFiles(root).availableBytes()).hasValue(64 * 1024);
        assertThat(new ProcessFiles(root).allBytes()).hasValue(100 * 1024);
    }

    @Test
    void a_container_that_has_less_left_than_the_machine_is_what_counts() throws Exception {
        var proc = root.resolve("proc");
        write("proc/meminfo", "MemTotal: 100 kB\nMemAvailable:      64 kB\n");
        write("proc/%d/cgroup".formatted(ProcessHandle.current().pid()), "0::/\n");
        write("sys/fs/cgroup/memory.max", "40000\n");
        write("sys/fs/cgroup/memory.current", "30000\n");

        assertThat(new ProcessFiles(proc).availableBytes()).hasValue(10_000);
        assertThat(new ProcessFiles(proc).allBytes()).hasValue(40_000);
    }

    private void write(String file, String text) throws Exception {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
