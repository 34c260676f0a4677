package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.base.Sha256;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.journal.Journal;
import dev.iota.miner.agent.journal.JournalEntry;
import dev.iota.miner.agent.journal.JournalFolder;
import dev.iota.miner.agent.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A journal and the disk that it is written to. */
class JournalDiskTest {
    private static final JournalEntry.Opened OPENED = new JournalEntry.Opened("model", "device");
    private static final SnapshotPoint START = SnapshotPoint.after(0, 0, 0);
    private static final Path FULL = Path.of("/dev/full");

    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @Test
    void what_is_kept_is_on_the_disk() throws Exception {
        var folder = new JournalFolder(home.resolve("journal"));
        var journal = journal(TestHops.spec(TestHops.TWO_STAGES, 2), folder);
        journal.taken(step(1));
        journal.kept().get(1, TimeUnit.MINUTES);

        assertThat(folder.after(START, OPENED).point()).isEqualTo(SnapshotPoint.after(0, 0, 1));
    }

    @Test
    void a_full_disk_costs_the_journal_of_one_step() throws Exception {
        assumeTrue(Files.exists(FULL), "this system has no disk that is always full");
        var folder = new JournalFolder(home);
        var journal = journal(TestHops.spec(TestHops.TWO_STAGES, 2), folder);
        Files.createSymbolicLink(home.resolve("000000-00000002"), FULL);
        for (var step = 1; step <= 3; step++) {
            journal.taken(step(step));
            journal.kept().get(1, TimeUnit.MINUTES);
        }

        assertThat(folder.after(START, OPENED).point()).isEqualTo(SnapshotPoint.after(0, 0, 1));
        assertThat(home.resolve("000000-00000002"))
                .as("nobody is told that it has the second step")
                .doesNotExist();
        assertThat(folder.after(SnapshotPoint.after(0, 0, 2), OPENED).point())
                .as("with a snapshot of that step it goes on")
                .isEqualTo(SnapshotPoint.after(0, 0, 3));
    }

    @Test
    void a_miner_whose_journal_can_neither_be_written_nor_removed_says_nothing_more_and_ends() throws Exception {
        var file = Files.writeString(home.resolve("file"), "no folder");
        var journal = journal(TestHops.spec(TestHops.TWO_STAGES, 2), new JournalFolder(file.resolve("journal")));
        journal.taken(step(1));

        assertThatThrownBy(() -> journal.kept().get(1, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(failure.get(1, TimeUnit.MINUTES)).isInstanceOf(UncheckedIOException.class);
    }

    private Journal journal(RunSpec spec, JournalFolder folder) {
        var threads = Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, error) -> failure.complete(error))
                .factory();
        var clock = Clock.systemUTC();
        var meters = new Meters(new SimpleMeterRegistry(), "test", clock);
        var context =
                new MinerContext(spec, 0, clock, new Random(1), threads, meters, LoggerFactory.getLogger("journal"));
        return new Journal(context, folder, OPENED);
    }

    private static Event.StepDone step(int number) {
        var entry = new StepEntry(number, Sha256.hex("input"), Optional.empty());
        return new Event.StepDone("test", 0, 0, 1, number, List.of(entry), 1, 1, "device");
    }
}
