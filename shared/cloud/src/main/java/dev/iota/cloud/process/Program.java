package dev.iota.cloud.process;

import dev.iota.cloud.terminal.Examples;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The one way in which every program of ours meets its user: reads its command line, and says in one sentence how it
 * ended. What nobody can act upon is a defect and shows where it happened. A supervisor gets the same as a
 * {@link LastWord}.
 */
public final class Program {
    /** Every program whose exit statuses tell disks and memory from the rest. */
    public static final Program USUAL =
            new Program(command -> command.getCommandSpec().qualifiedName(), EndReason::status);

    /** Options that say where a command writes. */
    private static final List<String> FOLDERS = List.of("--out", "--dir", "--home");

    private static final int FAILED = 1;

    private final Function<CommandLine, String> label;
    private final ToIntFunction<EndReason> status;

    /**
     * @param label what a sentence begins with; empty for nothing
     * @param status of the program for each of its ends
     */
    public Program(Function<CommandLine, String> label, ToIntFunction<EndReason> status) {
        this.label = label;
        this.status = status;
    }

    /** The command line of a program. */
    public CommandLine line(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((failure, failed, parsed) -> failed(failure, failed));
    }

    /** The command line of a program, with examples below the help of each of its commands. */
    public CommandLine line(Object command, Examples examples) {
        return withExamples(line(command), examples);
    }

    private static CommandLine withExamples(CommandLine line, Examples examples) {
        var spec = line.getCommandSpec();
        spec.usageMessage().footer(examples.footer(spec.qualifiedName()));
        line.getSubcommands().values().forEach(command -> withExamples(command, examples));
        return line;
    }

    /** Says what is wrong with a command line. */
    public int misused(ParameterException wrong, String[] args) {
        var command = wrong.getCommandLine();
        var err = command.getErr();
        err.printf(
                "%s%s. Try '%s --help'.%n",
                prefix(command), wrong.getMessage(), command.getCommandSpec().qualifiedName());
        new LastWord(LastWord.Kind.WRONG, String.valueOf(wrong.getMessage())).say(err);
        return CommandLine.ExitCode.USAGE;
    }

    /** Says why a command failed. */
    public int failed(Exception failure, CommandLine command) {
        var err = command.getErr();
        var known = EndReason.of(failure, folder(command));
        if (known.isPresent()) {
            err.printf("%s%s%n", prefix(command), known.get().word().reason());
            known.get().word().say(err);
            return status.applyAsInt(known.get());
        }
        failure.printStackTrace(err);
        err.printf("%sthis is a defect; please report it with the lines above%n", prefix(command));
        LastWord.of(failure).say(err);
        return FAILED;
    }

    private String prefix(CommandLine command) {
        var begins = label.apply(command);
        return begins.isEmpty() ? "" : begins + ": ";
    }

    private static Path folder(CommandLine command) {
        return FOLDERS.stream()
                .map(command.getCommandSpec()::findOption)
                .filter(option -> option != null && option.getValue() instanceof Path)
                .map(option -> ((Path) option.getValue()).toAbsolutePath())
                .findFirst()
                .orElseGet(() -> Path.of("").toAbsolutePath());
    }
}
