package dev.iota.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.iota.cloud.terminal.Examples;
import dev.iota.rules.DocumentedCommands;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the help of every command says. */
class ResearchHelpTest {
    private static final String PROGRAM = "iota-research";

    @Test
    void the_help_of_every_command_has_an_example() {
        for (var command : commands(line())) {
            var name = command.getCommandSpec().qualifiedName();
            assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                    .as(name)
                    .contains("Examples:", "  java -jar iota-research.jar" + name.substring(PROGRAM.length()));
        }
    }

    @Test
    void every_example_is_a_command_line_that_is_understood() {
        var examples = Examples.of(PROGRAM, "java -jar iota-research.jar", ResearchCommand.class);
        assertThat(examples.arguments()).isNotEmpty();
        for (var words : examples.arguments()) {
            assertThatCode(() -> line().parseArgs(words.toArray(String[]::new)))
                    .as("%s", words)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void every_command_of_the_documents_is_understood() {
        var commands = DocumentedCommands.of("\\./iota(?: bench)?(?= (?:zoo|convergence|clasp))");
        assertThat(commands).hasSizeGreaterThan(4).allSatisfy(command -> line().parseArgs(
                        command.words().toArray(String[]::new)));
    }

    private static CommandLine line() {
        return ResearchCommand.line();
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
