package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.iota.cloud.terminal.Examples;
import dev.iota.rules.DocumentedCommands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the help of every command says. */
class LocalHelpTest {
    private static final String PROGRAM = "iota";

    @Test
    void the_help_of_every_command_has_an_example() {
        for (var command : commands(line())) {
            var name = command.getCommandSpec().qualifiedName();
            assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                    .as(name)
                    .contains("Examples:", "  ./iota" + name.substring(PROGRAM.length()));
        }
    }

    @Test
    void every_example_is_a_command_line_that_is_understood() {
        var examples = Examples.of(PROGRAM, "./iota", LocalCommand.class);
        assertThat(examples.arguments()).isNotEmpty();
        for (var words : examples.arguments()) {
            assertThatCode(() -> line().parseArgs(words.toArray(String[]::new)))
                    .as("%s", words)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void every_command_of_the_documents_is_understood() {
        // The launcher does help and test itself, and gives the others to the miner and to research.
        var commands = DocumentedCommands.of(
                "\\./iota(?! (?:help|test|sample|evaluate|presets|zoo|bench convergence|bench clasp))");
        assertThat(commands).hasSizeGreaterThan(80).allSatisfy(command -> line().parseArgs(
                        command.words().toArray(String[]::new)));
    }

    private static CommandLine line() {
        return LocalCommand.line();
    }

    private static List<CommandLine> commands(CommandLine line) {
        var all = new ArrayList<CommandLine>();
        all.add(line);
        line.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .forEach(command -> all.addAll(commands(command)));
        return all;
    }
}
