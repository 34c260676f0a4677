package dev.iota.local.runner.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.local.runner.failure.RunnerException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CellChoiceTest {
    private static final List<FaultKind> ALL = Arrays.asList(FaultKind.values());

    private static List<Cell> cells(long seed, int number) {
        var choice = new CellChoice(seed, ALL);
        return Stream.generate(choice::next).limit(number).toList();
    }

    @Test
    void the_same_seed_chooses_the_same_cells() {
        assertThat(cells(7, 50)).isEqualTo(cells(7, 50)).isNotEqualTo(cells(8, 50));
    }

    @Test
    void each_fault_comes_once_before_any_comes_again() {
        var faults = cells(3, 5 * ALL.size()).stream().map(Cell::fault).toList();

        for (var round = 0; round < 5; round++) {
            assertThat(faults.subList(round * ALL.size(), (round + 1) * ALL.size()))
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void each_cell_of_a_fault_comes_once_before_any_comes_again() {
        var choice = new CellChoice(5, List.of(FaultKind.STOP));
        var all = Cell.all().stream()
                .filter(cell -> cell.fault() == FaultKind.STOP)
                .toList();

        var chosen = Stream.generate(choice::next).limit(all.size()).toList();

        assertThat(chosen).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void a_fault_that_the_machine_cannot_make_is_never_chosen() {
        var choice = new CellChoice(1, List.of(FaultKind.KILL, FaultKind.TERM));

        assertThat(Stream.generate(choice::next).limit(50).map(Cell::fault))
                .containsOnly(FaultKind.KILL, FaultKind.TERM);
    }

    @Test
    void what_is_left_open_in_a_cell_follows_from_seed_and_cell_alone() {
        var cell = Cell.of("cloud:memory:merging");

        assertThat(CellChoice.within(4, cell).nextLong())
                .isEqualTo(CellChoice.within(4, cell).nextLong())
                .isNotEqualTo(CellChoice.within(5, cell).nextLong())
                .isNotEqualTo(
                        CellChoice.within(4, Cell.of("cloud:memory:loading")).nextLong());
    }

    @Test
    void a_cell_is_what_its_text_says() {
        assertThat(Cell.all())
                .allSatisfy(cell -> assertThat(Cell.of(cell.toString())).isEqualTo(cell));
        assertThat(new HashSet<>(Cell.all())).hasSameSizeAs(Cell.all());
        assertThat(Cell.of("Miner-1:STOP:Training")).isEqualTo(new Cell("miner-1", FaultKind.STOP, RunPhase.TRAINING));
    }

    @Test
    void a_text_that_is_no_cell_is_refused_with_what_there_is() {
        for (var text : List.of("", "miner-9:kill:training", "cloud:gateway:start", "miner-0:kill", "a:b:c:d")) {
            assertThatThrownBy(() -> Cell.of(text))
                    .isInstanceOf(RunnerException.class)
                    .hasMessageContaining("'" + text + "'")
                    .hasMessageContaining("miner-0:kill:training");
        }
    }
}
