package dev.iota.miner.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.miner.agent.journal.JournalFile.Line;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFolderTest {
    private static final SnapshotPoint AFTER_4 = SnapshotPoint.after(2, 1, 4);

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private JournalFolder journal;

    @BeforeEach
    void begin() {
        journal = new JournalFolder(folder);
    }

    @Test
    void a_journal_goes_on_from_a_snapshot_up_to_what_was_accumulated_last() throws IOException {
        write(5, JournalLines.opened(), JournalLines.forward(1), JournalLines.gradient(1), JournalLines.taken(5));
        write(
                6,
                JournalLines.opened(),
                JournalLines.forward(2),
                JournalLines.gradient(2),
                JournalLines.forward(3),
                JournalLines.gradient(3),
                JournalLines.forward(4));

        var found = journal.after(AFTER_4, JournalLines.OPENED);

        assertThat(found.point()).isEqualTo(new SnapshotPoint(2, 1, 5, 2));
        assertThat(found.gradients()).isEqualTo(3);
        assertThat(found.files()).containsExactly(journal.file(2, 5), journal.file(2, 6));
    }

    @Test
    void without_a_journal_the_snapshot_is_all_that_there_is() throws IOException {
        assertThat(journal.after(AFTER_4, JournalLines.OPENED).point()).isEqualTo(AFTER_4);
        assertThat(journal.after(AFTER_4, JournalLines.OPENED).files()).isEmpty();
    }

    @Test
    void a_step_without_a_file_ends_it() throws IOException {
        write(6, JournalLines.opened(), JournalLines.forward(2), JournalLines.gradient(2), JournalLines.taken(6));

        var found = journal.after(AFTER_4, JournalLines.OPENED);
        assertThat(found.point()).isEqualTo(AFTER_4);
        journal.cut(found);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_of_another_device_or_model_counts_as_none() throws IOException {
        write(
                5,
                new Line(new JournalEntry.Opened("model", "another"), new byte[0]),
                JournalLines.gradient(1),
                JournalLines.taken(5));

        assertThat(journal.after(AFTER_4, JournalLines.OPENED).point()).isEqualTo(AFTER_4);
    }

    @Test
    void what_was_given_up_is_not_in_the_step() throws IOException {
        write(
                5,
                JournalLines.opened(),
                JournalLines.forward(1),
                JournalLines.gradient(1),
                JournalLines.abandoned(),
                JournalLines.forward(2),
                JournalLines.gradient(2));

        assertThat(journal.after(AFTER_4, JournalLines.OPENED).point().open()).isEqualTo(1);
    }

    @Test
    void an_entry_that_was_being_written_is_cut_off_wherever_it_ends() throws IOException {
        var lines = List.of(
                JournalLines.opened(),
                JournalLines.forward(1),
                JournalLines.gradient(1),
                JournalLines.forward(2),
                JournalLines.gradient(2));
        write(5, lines.toArray(Line[]::new));
        var bytes = Files.readAllBytes(journal.file(2, 5));
        var ends = ends(lines);
        for (var length = bytes.length; length >= 0; length--) {
            Files.write(journal.file(2, 5), Arrays.copyOf(bytes, length));

            var found = journal.after(AFTER_4, JournalLines.OPENED);

            var open = length >= ends.get(4) ? 2 : length >= ends.get(2) ? 1 : 0;
            assertThat(found.point()).as("%d bytes", length).isEqualTo(new SnapshotPoint(2, 1, 4, open));
            journal.cut(found);
            if (open > 0) {
                var whole = ends.stream().filter(end -> end <= found.bytes()).toList();
                assertThat(Files.size(journal.file(2, 5))).isEqualTo(whole.getLast());
                write(5, JournalLines.forward(3), JournalLines.gradient(3));
                assertThat(journal.after(AFTER_4, JournalLines.OPENED).point().open())
                        .isEqualTo(open + 1);
            }
        }
    }

    private List<Long> ends(List<Line> lines) throws IOException {
        var ends = new ArrayList<Long>();
        for (var line : lines) {
            write(99, line);
            ends.add(Files.size(journal.file(2, 99)));
        }
        Files.delete(journal.file(2, 99));
        return ends;
    }

    @Test
    void what_the_disk_has_lost_of_an_open_step_makes_all_of_it_lost() throws IOException {
        write(5, JournalLines.opened(), JournalLines.forward(1), JournalLines.gradient(1), JournalLines.taken(5));
        write(
                6,
                JournalLines.opened(),
                JournalLines.forward(2),
                JournalLines.gradient(2),
                JournalLines.forward(3),
                JournalLines.gradient(3));
        var file = journal.file(2, 6);
        var bytes = Files.readAllBytes(file);
        for (var at = 0; at < bytes.length; at++) {
            var changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(file, changed);

            assertThat(journal.after(AFTER_4, JournalLines.OPENED).point())
                    .as("byte %d", at)
                    .isEqualTo(new SnapshotPoint(2, 1, 5, 0));
        }
    }

    @Test
    void zeros_that_a_loss_of_power_leaves_are_no_loss() throws IOException {
        write(5, JournalLines.opened(), JournalLines.forward(1), JournalLines.gradient(1));
        Files.write(journal.file(2, 5), new byte[4096], StandardOpenOption.APPEND);

        assertThat(journal.after(AFTER_4, JournalLines.OPENED).point().open()).isEqualTo(1);
    }

    @Test
    void steps_of_a_snapshot_and_of_epochs_before_it_are_removed() throws IOException {
        for (var step = 3; step <= 6; step++) {
            write(step, JournalLines.opened());
        }
        try (var earlier =
                FileChannel.open(journal.file(1, 99), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            JournalFile.write(earlier, JournalLines.opened());
        }

        journal.removeUpTo(AFTER_4);

        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(journal.file(2, 5), journal.file(2, 6));
        }
    }

    @Test
    void inputs_of_every_kind_come_back_as_they_were() {
        var tokens = new StageInput.Tokens(2, new int[] {1, 2, 70_000, 4, 5, 6});
        var activations = new StageInput.Activations(2, new byte[] {1, -2, 3, 4});
        for (var input : List.of(
                new HopInput(Optional.of(tokens), Optional.empty(), JournalLines.HASH),
                new HopInput(Optional.empty(), Optional.of(activations), JournalLines.HASH),
                new HopInput(Optional.of(tokens), Optional.of(activations), JournalLines.HASH))) {
            var again = JournalEntry.Forward.of(7, input).input(JournalEntry.Forward.body(input));

            assertThat(again).usingRecursiveComparison().isEqualTo(input);
        }
    }

    private void write(int step, Line... lines) throws IOException {
        try (var channel = FileChannel.open(
                journal.file(2, step),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            for (var line : lines) {
                JournalFile.write(channel, line);
            }
        }
    }
}
