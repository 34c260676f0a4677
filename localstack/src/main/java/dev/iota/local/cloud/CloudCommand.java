package dev.iota.local.cloud;

import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.base.English;
import dev.iota.core.base.FileReason;
import dev.iota.local.cloud.lambda.HandlerFactory;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the embedded cloud of one run until it is told to stop. */
@Command(
        name = "cloud",
        mixinStandardHelpOptions = true,
        description = "Runs the embedded cloud of one run until SIGTERM. Prints 'ready URL' when it can be used.")
public final class CloudCommand implements Callable<Integer> {
    /** A run of minutes has a curve then; a sweep takes a tenth of a second of a core here. */
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private static final int CANNOT_START = 1;
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Bytes that must be free: for logs, the last word, and what is being written. */
    private static final long RESERVE = 16L << 20;

    private final Function<Names, Resources> resources;
    private final HandlerFactory handlers;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the run: tables, objects, and where the cloud listens.")
    @SuppressWarnings("NullAway.Init") // picocli sets required options or does not call
    private Path folder;

    @Option(names = "--run", required = true, paramLabel = "NAME", description = "Name of the run.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the HTTP API; by default the last one, or else a free one.")
    private int port;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** The cloud of a real run. */
    public CloudCommand() {
        this(names -> Resources.of(names).sweptEvery(SWEEP_EVERY), HandlerFactory.byName());
    }

    /** The process that {@link CloudProcess} starts: the cloud alone. */
    public static void main(String[] args) {
        English.speak();
        System.exit(new CommandLine(new CloudCommand())
                .setExecutionExceptionHandler(CloudCommand::failed)
                .execute(args));
    }

    /**
     * A service that the disk keeps from starting says so in words of its own; a defect shows where it happened, and
     * its last word is one line.
     */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        e.printStackTrace(command.getErr());
        var cloud = (CloudCommand) command.getCommand();
        var disk = new LocalDisk(cloud.folder);
        var fault = disk.fault(e).or(() -> disk.unusable(RESERVE));
        if (fault.isPresent()) {
            return cloud.end(LastWord.Kind.DISK, fault.get());
        }
        LastWord.of(e).say(command.getErr());
        return CANNOT_START;
    }

    CloudCommand(Function<Names, Resources> resources, HandlerFactory handlers) {
        this.resources = resources;
        this.handlers = handlers;
    }

    @Override
    public Integer call() throws InterruptedException {
        Supervised.follow();
        try {
            var cloud = EmbeddedCloud.start(options());
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(cloud::close));
            var out = spec.commandLine().getOut();
            out.println("ready " + cloud.file().api());
            out.flush();
            return end(LastWord.Kind.DISK, awaitUnusableDisk()); // or a signal ends the process
        } catch (IOException e) {
            var fault = new LocalDisk(folder).fault(e);
            return end(
                    fault.isPresent() ? LastWord.Kind.DISK : LastWord.Kind.FAILED,
                    fault.orElse("the folder %s cannot be used (%s); choose another with --dir"
                            .formatted(folder, FileReason.of(e))));
        } catch (CloudException e) {
            return end(LastWord.Kind.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private int end(LastWord.Kind kind, String reason) {
        var err = spec.commandLine().getErr();
        err.println(reason);
        new LastWord(kind, reason).say(err);
        return kind == LastWord.Kind.DISK ? LastWord.DISK_STATUS : CANNOT_START;
    }

    /**
     * Returns a sentence as soon as little room is left, or nothing can be written. Tables, objects and queues would
     * fail one by one, each in other words; so it ends before, while what it has is whole and its last word fits on the
     * disk.
     */
    private String awaitUnusableDisk() throws InterruptedException {
        var disk = new LocalDisk(folder);
        while (true) {
            var full = disk.unusable(RESERVE);
            if (full.isPresent()) {
                return full.get();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    private CloudOptions options() {
        if (port < 0 || port > HIGHEST_PORT) {
            throw wrong("--port is %d; it must be between 1 and %d, or 0 for a free one".formatted(port, HIGHEST_PORT));
        }
        Names names;
        try {
            names = new Names(run);
        } catch (IllegalArgumentException e) {
            throw wrong("--run: " + e.getMessage());
        }
        return new CloudOptions(
                folder.toAbsolutePath().normalize(),
                names,
                port,
                resources.apply(names),
                handlers,
                Clock.systemUTC(),
                new SecureRandom());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
