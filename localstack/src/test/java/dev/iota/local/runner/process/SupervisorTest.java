package dev.iota.local.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.local.runner.failure.RunnerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final String LIVES_ON = "echo up; exec sleep 600";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final InstantSource clock = now::get;
    private final Supervisor supervisor = new Supervisor(clock);

    @TempDir
    private Path folder;

    @AfterEach
    void leaveNothingBehind() {
        supervisor.kill();
    }

    @Test
    void a_killed_process_is_started_again_from_the_same_command() throws Exception {
        var first = supervisor.start(shell("worker", LIVES_ON));
        kill(first.pid());
        assertThat(first.await(Duration.ofSeconds(10))).isTrue();

        assertThat(supervisor.tick()).containsExactly("worker ended with status 137: killed by signal 9 (SIGKILL)");
        assertThat(supervisor.pids()).isEmpty();
        pass(Restarts.LIVED);
        assertThat(supervisor.tick()).containsExactly("worker is started again");

        assertThat(supervisor.pids()).containsOnlyKeys("worker").doesNotContainValue(first.pid());
        assertThat(supervisor.restarts()).isEqualTo(1);
    }

    @Test
    void a_process_that_keeps_dying_ends_the_run_with_its_last_words_and_its_log() {
        supervisor.start(shell("worker", "echo no such model; exit 3"));

        assertThatThrownBy(this::tickForever)
                .isInstanceOf(RunnerException.class)
                .hasMessageContainingAll("worker", "5 times", "status 3", "no such model", "worker.log");
    }

    @Test
    void a_process_that_would_die_of_the_same_again_ends_the_run_at_once_with_its_own_reason() {
        supervisor.start(shell(
                "worker",
                "echo 'iota-last-word {\"kind\":\"WRONG\",\"reason\":\"no key; make one\"}';"
                        + " printf 'Error\\n\\tat a.b.C.d(C.java:7)\\n'; exit 1"));
        supervisor.pids().values().forEach(SupervisorTest::awaitEnd);

        assertThatThrownBy(supervisor::tick)
                .isInstanceOf(RunnerException.class)
                .hasMessageContainingAll("worker ended with status 1", "cannot help: no key; make one;", "worker.log");
    }

    @Test
    void a_miner_that_is_killed_for_memory_is_given_up_and_the_others_are_kept() throws Exception {
        try (var kept = new Supervisor(clock, folder)) {
            kept.start(shell("cloud", LIVES_ON));
            var victim = kept.startMember(shell("miner-0", LIVES_ON));
            kept.startMember(shell("miner-1", LIVES_ON));
            group(victim.pid(), 3);
            assertThat(kept.tick()).isEmpty();
            group(victim.pid(), 4);
            kill(victim.pid());
            assertThat(victim.await(Duration.ofSeconds(10))).isTrue();

            assertThat(kept.tick()).singleElement().satisfies(news -> assertThat(news)
                    .startsWith("miner-0 ended with status 137 and is given up, the other miners go on: killed for")
                    .contains("1.00 GiB", "miner-0.log"));

            pass(Restarts.LIVED);
            assertThat(kept.tick()).isEmpty();
            assertThat(kept.pids()).containsOnlyKeys("cloud", "miner-1");
            assertThat(kept.givenUp()).containsOnlyKeys("miner-0");
        }
    }

    @Test
    void what_there_is_only_one_of_ends_the_run_if_it_is_killed_for_memory() throws Exception {
        try (var kept = new Supervisor(clock, folder)) {
            var cloud = kept.start(shell("cloud", LIVES_ON));
            group(cloud.pid(), 3);
            assertThat(kept.tick()).isEmpty();
            group(cloud.pid(), 4);
            kill(cloud.pid());
            assertThat(cloud.await(Duration.ofSeconds(10))).isTrue();

            assertThatThrownBy(kept::tick)
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContainingAll("cloud ended with status 137", "cannot help: killed for memory");
        }
    }

    @Test
    void a_helper_that_cannot_be_kept_is_given_up_and_the_run_goes_on() {
        supervisor.start(shell("cloud", LIVES_ON));
        var helper = supervisor.startHelper(shell(
                "validator-0", "echo 'iota-last-word {\"kind\":\"WRONG\",\"reason\":\"no disk; free some\"}'; exit 1"));
        awaitEnd(helper.pid());

        assertThat(supervisor.tick()).singleElement().satisfies(news -> assertThat(news)
                .startsWith("validator-0 ended with status 1 and is given up, the run goes on without it: no disk;"));
        assertThat(supervisor.tick()).isEmpty();
        assertThat(supervisor.pids()).containsOnlyKeys("cloud");
        assertThat(supervisor.helpersGivenUp()).isEqualTo(Map.of("validator-0", "no disk; free some"));
        assertThat(supervisor.givenUp()).isEmpty();
    }

    @Test
    void a_miner_that_keeps_dying_is_given_up_alone_with_its_last_reason() throws Exception {
        supervisor.start(shell("cloud", LIVES_ON));
        var dying = supervisor.startMember(shell("miner-0", "echo no such model; exit 3"));
        supervisor.startMember(shell("miner-1", LIVES_ON));

        var news = new ArrayList<String>();
        while (supervisor.givenUp().isEmpty()) {
            awaitEnd(supervisor.pids().getOrDefault("miner-0", dying.pid()));
            news.addAll(supervisor.tick());
            pass(Duration.ofSeconds(10));
        }

        assertThat(supervisor.givenUp())
                .isEqualTo(Map.of(
                        "miner-0",
                        "it ended 5 times within 20 s of its start, the last time with status 3: no such model"));
        assertThat(news.getLast())
                .startsWith("miner-0 ended 5 times within 20 s of its start, the last time with status 3 and is given"
                        + " up, the other miners go on: no such model; its log is ");
        assertThat(supervisor.tick()).isEmpty();
        assertThat(supervisor.pids()).containsOnlyKeys("cloud", "miner-1");
    }

    @Test
    void a_miner_that_would_die_of_the_same_again_is_given_up_alone_at_once() {
        supervisor.start(shell("cloud", LIVES_ON));
        var lost = supervisor.startMember(
                shell("miner-0", "echo 'iota-last-word {\"kind\":\"WRONG\",\"reason\":\"no key; make one\"}'; exit 1"));
        supervisor.startMember(shell("miner-1", LIVES_ON));
        awaitEnd(lost.pid());

        assertThat(supervisor.tick()).singleElement().satisfies(news -> assertThat(news)
                .startsWith("miner-0 ended with status 1 and is given up, the other miners go on: no key; make one;"));
        assertThat(supervisor.givenUp()).isEqualTo(Map.of("miner-0", "no key; make one"));
        assertThat(supervisor.tick()).isEmpty();
        assertThat(supervisor.pids()).containsOnlyKeys("cloud", "miner-1");
    }

    /** What the kernel says of the control group of a process. */
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

    @Test
    void a_death_that_may_not_come_again_is_told_with_its_reason() {
        supervisor.start(
                shell("worker", "echo 'iota-last-word {\"kind\":\"FAILED\",\"reason\":\"bad luck\"}'; exit 1"));
        supervisor.pids().values().forEach(SupervisorTest::awaitEnd);

        assertThat(supervisor.tick()).containsExactly("worker ended with status 1: bad luck");
    }

    @Test
    void nothing_is_started_again_once_it_is_closed() throws Exception {
        var child = supervisor.start(shell("worker", LIVES_ON));

        supervisor.close();

        assertThat(child.await(Duration.ofSeconds(10))).isTrue();
        pass(Restarts.LIVED);
        assertThat(supervisor.tick()).isEmpty();
        assertThatThrownBy(() -> supervisor.start(shell("late", LIVES_ON))).isInstanceOf(RunnerException.class);
    }

    @Test
    void what_came_first_goes_last() throws Exception {
        var order = folder.resolve("order");
        for (var name : List.of("cloud", "miner")) {
            supervisor.start(shell(
                    name,
                    "trap 'echo %s >> \"%s\"; exit 0' TERM; echo up; while :; do sleep 0.05; done"
                            .formatted(name, order)));
        }
        awaitOutput("cloud");
        awaitOutput("miner");

        supervisor.close();

        assertThat(order).hasContent("miner\ncloud\n");
    }

    @Test
    void killing_ends_a_process_that_does_not_listen() throws Exception {
        var child = supervisor.start(shell("deaf", "trap '' TERM; echo up; while :; do sleep 0.05; done"));
        awaitOutput("deaf");

        supervisor.kill();

        assertThat(child.await(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void the_output_of_a_second_life_is_told_from_the_first() throws Exception {
        var launch = shell("worker", "echo $$");
        var first = Child.start(launch);
        assertThat(first.await(Duration.ofSeconds(10))).isTrue();
        var second = Child.start(launch);
        assertThat(second.await(Duration.ofSeconds(10))).isTrue();

        assertThat(second.output()).containsExactly(Long.toString(second.pid()));
        assertThat(Files.readAllLines(launch.log())).hasSize(2);
    }

    private void tickForever() throws InterruptedException {
        while (true) {
            for (var pid : new ArrayList<>(supervisor.pids().values())) {
                awaitEnd(pid);
            }
            supervisor.tick();
            pass(Duration.ofSeconds(10));
        }
    }

    private static void awaitEnd(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private void awaitOutput(String name) throws Exception {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(log(name)) || Files.size(log(name)) == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private Launch shell(String name, String script) {
        return new Launch(name, List.of("sh", "-c", script), Map.of(), log(name));
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private static void kill(long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor())
                .isZero();
    }
}
