package dev.iota.local.runner.owner;

import dev.iota.cloud.process.EndReason;
import dev.iota.local.runner.command.RunChoice;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.options.RunOptions;
import dev.iota.local.runner.process.Interrupts;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.Supervisor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes a run in a stack that is deployed. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes a run in its deployed stack: checks what was asked for, tokenises, stores the token shards"
                + " and the weights that training begins with, and starts the first epoch. Stopped or killed at any"
                + " moment, the same command goes on, and sends nothing twice; called again, it changes nothing.",
        footer = {
            "",
            "Examples:",
            "  ./iota run create --deployed alpha --preset 1B --data corpus/ --tokenizer tokenizer.json --epochs 40"
                    + " --minutes 2400",
            "  ./iota run create --deployed alpha --spec spec.json --data shards/",
            "",
            "With --epochs E, from 2 on, --minutes and --steps are those of all epochs together, and an epoch with"
                    + " --steps lasts until every miner has made its share of them. With one epoch, as is the default,"
                    + " the run lasts until './iota run stop'."
        })
final class CreateCommand implements Callable<Integer> {
    /** Of a terminal that does not tell. */
    private static final int COLUMNS = 120;

    @Option(
            names = "--deployed",
            paramLabel = "NAME",
            required = true,
            description = "Name of the run, as its stack was deployed with it.")
    @SuppressWarnings("NullAway.Init") // required
    private String name;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "Specification of the run as JSON, instead of the options below from --preset to --rate; each"
                    + " run leaves its own as spec.json in its folder.")
    private @Nullable Path spec;

    @Mixin
    private final RunOptions run = new RunOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for what the run is made from: its specification, its tokenizer and its token shards"
                    + " (default: runs/NAME).")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        var display = Display.ofThisTerminal(COLUMNS, InstantSource.system());
        var stop = new CountDownLatch(1);
        try (var supervisor = new Supervisor(InstantSource.system());
                var folder = RunFolder.create(out == null ? RunFolder.RUNS.resolve(name) : out)) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(supervisor::kill));
            new Interrupts(stop::countDown, () -> Runtime.getRuntime().halt(StoppedException.EXIT_STATUS)).listen();
            var tools = JavaCommands.ofThisJvm();
            new NewRun(name, folder, display, stop).create(Optional.ofNullable(spec), run, tools, supervisor);
            return CommandLine.ExitCode.OK;
        } catch (StoppedException e) {
            display.say("stopped; the same command goes on where this one was");
            return StoppedException.EXIT_STATUS;
        } catch (SdkException e) {
            throw new RunnerException(
                    e, "the run %s cannot be reached (%s); %s", name, EndReason.of(e), RunChoice.ADVICE);
        }
    }
}
