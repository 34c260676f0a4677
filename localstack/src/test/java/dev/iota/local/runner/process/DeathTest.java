package dev.iota.local.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.local.runner.process.Death.Evidence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeathTest {
    private static final int KILLED = 137;
    private static final String WORD = "iota-last-word {\"kind\":\"DISK\",\"reason\":\"the disk is full\"}";

    @TempDir
    private Path folder;

    @Test
    void who_is_killed_while_the_group_lacks_memory_is_killed_for_memory_and_the_limit_is_named() {
        var death = Death.of(new Evidence(KILLED, List.of(), true, OptionalLong.of(1L << 30), Optional.empty()));

        assertThat(death.reason())
                .contains("killed for memory", "limit of the container is 1.00 GiB", "smaller preset");
        assertThat(death.isLasting()).isTrue();
    }

    @Test
    void who_is_killed_otherwise_is_killed_by_a_signal_and_may_be_started_again() {
        assertThat(Death.of(evidence(KILLED))).isEqualTo(new Death("killed by signal 9 (SIGKILL)", false));
        assertThat(Death.of(evidence(134)).reason()).isEqualTo("killed by signal 6 (SIGABRT)");
    }

    @Test
    void the_own_last_word_counts_before_a_full_disk_and_a_full_disk_before_the_last_line() {
        var full = Optional.of("the disk of /a is full");

        assertThat(Death.of(new Evidence(1, List.of(WORD, "later"), false, OptionalLong.empty(), full)))
                .isEqualTo(new Death("the disk is full", true));
        assertThat(Death.of(new Evidence(1, List.of("later"), false, OptionalLong.empty(), full)))
                .isEqualTo(new Death("the disk of /a is full", true));
        assertThat(Death.of(evidence(1, "later"))).isEqualTo(new Death("later", false));
    }

    @Test
    void a_frame_of_a_stack_is_never_the_reason() {
        assertThat(Death.of(evidence(1, "java.lang.Error: odd", "\tat a.b.C.d(C.java:7)", "\t... 12 more", ""))
                        .reason())
                .isEqualTo("java.lang.Error: odd");
        assertThat(Death.of(evidence(1, "\tat a.b.C.d(C.java:7)")).reason()).isEqualTo("(nothing)");
    }

    @Test
    void what_the_kernel_counted_before_the_process_was_seen_last_is_not_its_death() throws Exception {
        var child = Child.start(
                new Launch("worker", List.of("sh", "-c", "read line; kill -9 $$"), Map.of(), folder.resolve("log")),
                folder);
        assertThat(child.await(Duration.ofSeconds(10))).isTrue();
        group(child.pid(), 3);
        child.look(); // it is dead: nothing that is found now was so while it lived

        assertThat(child.death().reason()).isEqualTo("killed by signal 9 (SIGKILL)");
    }

    @Test
    void what_the_kernel_counts_after_the_process_was_seen_last_is_its_death() throws Exception {
        var child = Child.start(
                new Launch("worker", List.of("sh", "-c", "exec sleep 600"), Map.of(), folder.resolve("log")), folder);
        group(child.pid(), 3);
        child.look(); // the group is another one now, and what it counted before is not about this process
        child.kill();
        assertThat(child.await(Duration.ofSeconds(10))).isTrue();
        group(child.pid(), 4);
        child.look();

        assertThat(child.death().reason()).contains("killed for memory", "1.00 GiB");
    }

    @Test
    void a_process_that_outgrows_the_limit_of_its_control_group_is_found_to_be_killed_for_memory() throws Exception {
        var mount = Path.of("/sys/fs/cgroup/memory");
        assumeTrue(Files.isWritable(mount), "control groups of version 1 that this user may make are needed");
        var group = Files.createDirectory(
                mount.resolve("iota-test-" + ProcessHandle.current().pid()));
        try {
            Files.writeString(group.resolve("memory.limit_in_bytes"), Long.toString(32 << 20));
            var grow = "echo $$ > %s/cgroup.procs; exec tail /dev/zero".formatted(group);
            var child = Child.start(new Launch("worker", List.of("sh", "-c", grow), Map.of(), folder.resolve("log")));
            while (child.isAlive()) {
                child.look();
                Thread.onSpinWait();
            }

            assertThat(child.death().reason()).contains("killed for memory", "0.03 GiB");
        } finally {
            Files.delete(group);
        }
    }

    @Test
    void a_process_that_has_left_its_group_since_it_ends_was_killed_in_it() throws Exception {
        var child = Child.start(
                new Launch("worker", List.of("sh", "-c", "exec sleep 600"), Map.of(), folder.resolve("log")), folder);
        group(child.pid(), 3);
        child.look();
        write("sys/fs/cgroup/app/memory.events", "oom 9\noom_kill 4\n");
        write("proc/%d/cgroup".formatted(child.pid()), "0::/\n");
        child.look();
        child.kill();
        assertThat(child.await(Duration.ofSeconds(10))).isTrue();

        assertThat(child.death().reason()).contains("killed for memory", "1.00 GiB");
    }

    private void group(long pid, int kills) throws Exception {
        write("proc/%d/cgroup".formatted(pid), "0::/app\n");
        write("sys/fs/cgroup/app/memory.max", Long.toString(1L << 30));
        write("sys/fs/cgroup/app/memory.events", "oom 9\noom_kill %d\n".formatted(kills));
    }

    private void write(String file, String text) throws Exception {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static Evidence evidence(int status, String... log) {
        return new Evidence(status, List.of(log), false, OptionalLong.empty(), Optional.empty());
    }
}
