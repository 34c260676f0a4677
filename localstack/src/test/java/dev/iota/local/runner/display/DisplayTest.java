package dev.iota.local.runner.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DisplayTest {
    private static final TrainingStatus STATUS = new TrainingStatus(
            Optional.empty(),
            12,
            OptionalDouble.of(3.14159),
            4400.4,
            List.of(new StageStatus(0.61, 2), new StageStatus(0.95, 4)),
            Optional.of(Duration.ofSeconds(125)));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void the_status_is_one_line() {
        assertThat(STATUS.line())
                .isEqualTo("step 12  loss 3.142  4400 tokens/s  | stage 0  61 % busy, 2 queued | stage 1 "
                        + " 95 % busy, 4 queued | 2:05 left");
    }

    @Test
    void before_the_first_loss_there_is_none_to_show() {
        var runStatus = new TrainingStatus(Optional.empty(), 0, OptionalDouble.empty(), 0, List.of(), Optional.empty());

        assertThat(runStatus.line()).isEqualTo("step 0  loss -  0 tokens/s");
    }

    @Test
    void a_run_that_is_cut_into_epochs_says_where_it_is_in_them() {
        var merging = Optional.of(new TrainingStatus.Epoch(1, "merging", 2));

        assertThat(new TrainingStatus(merging, 7, OptionalDouble.empty(), 0, List.of(), Optional.empty()).line())
                .isEqualTo("epoch 1 merging, 2 to come  step 7  loss -  0 tokens/s");
    }

    @Test
    void on_a_terminal_the_line_is_refreshed_and_never_wraps() {
        var display = display(true);

        display.show(STATUS);
        display.show(STATUS);
        display.say("done");

        assertThat(text())
                .isEqualTo("\r\u001b[K%1$s\r\u001b[K%1$s%ndone%n"
                        .formatted(STATUS.line().substring(0, 79)));
    }

    @Test
    void elsewhere_a_line_is_written_every_ten_seconds() {
        var display = display(false);

        for (var second = 0; second < 21; second++) {
            display.show(STATUS);
            now.updateAndGet(instant -> instant.plusSeconds(1));
        }

        assertThat(text().lines()).hasSize(3).allMatch(STATUS.line()::equals);
    }

    @Test
    void a_warning_is_red_on_a_terminal() {
        display(true).warn("100 % lost");

        assertThat(text()).isEqualTo("\u001b[31mwarning: 100 % lost\u001b[0m" + System.lineSeparator());
    }

    @Test
    void a_warning_is_plain_elsewhere_and_where_no_colours_are_wanted() {
        display(false).warn("lost");
        display(true, false).warn("lost");

        assertThat(text().lines()).containsExactly("warning: lost", "warning: lost");
    }

    private Display display(boolean terminal) {
        return display(terminal, true);
    }

    private Display display(boolean terminal, boolean colours) {
        return new Display(new PrintStream(written, true, StandardCharsets.UTF_8), terminal, colours, 80, now::get);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
