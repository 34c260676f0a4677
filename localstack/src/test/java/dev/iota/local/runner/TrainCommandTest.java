package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.local.runner.failure.RunExit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainCommandTest {
    @Test
    void its_help_says_what_every_exit_status_means() {
        assertThat(new CommandLine(new TrainCommand()).getUsageMessage())
                .contains("Exit status:")
                .containsPattern(RunExit.TRAINED + "\\s+trained: ")
                .containsPattern(RunExit.FAILED + "\\s+failed, ")
                .containsPattern(RunExit.USAGE + "\\s+the command line")
                .containsPattern(RunExit.PARTLY + "\\s+partly: ")
                .containsPattern(RunExit.DIVERGED + "\\s+diverged: ")
                .containsPattern(RunExit.STOPPED + "\\s+stopped ");
    }
}
