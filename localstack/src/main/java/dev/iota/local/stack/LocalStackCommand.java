package dev.iota.local.stack;

import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.Program;
import dev.iota.cloud.process.Supervised;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.English;
import dev.iota.core.base.FileReason;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The process of a run's cloud, where that is LocalStack: until it is told to stop. */
@Command(
        name = "localstack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs LocalStack with the stack of one run, as 'cdk deploy' leaves it in an account, until SIGTERM."
                        + " Prints 'ready URL' when it can be used; the run is not made yet.")
public final class LocalStackCommand implements Callable<Integer> {
    private static final int CANNOT_START = 1;

    private static final List<String> FLAGS = List.of(
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder for what it writes while it lives, and where it listens.")
    @SuppressWarnings("NullAway.Init") // picocli sets required options or does not call
    private Path folder;

    @Option(names = "--logs", paramLabel = "DIR", description = "Folder of logs (default: logs in that folder).")
    private @Nullable Path logs;

    @Option(names = "--run", required = true, paramLabel = "NAME", description = "Name of the run.")
    @SuppressWarnings("NullAway.Init")
    private String run;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the HTTP API; by default a free one.")
    private int port;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public static void main(String[] args) {
        English.speak();
        System.exit(Program.USUAL.line(new LocalStackCommand()).execute(args));
    }

    /**
     * The command that runs the cloud of a run with this process's own Java and class path.
     *
     * @param folder for {@code cloud.json}, and what LocalStack writes while it lives
     * @param logs folder of logs
     */
    public static List<String> command(Path folder, Path logs, String run) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-D%s=%s".formatted(Checkout.PROPERTY, System.getProperty(Checkout.PROPERTY, "")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LocalStackCommand.class.getName()));
        command.addAll(List.of("--dir", folder.toString(), "--logs", logs.toString(), "--run", run));
        return command;
    }

    @Override
    public Integer call() throws InterruptedException {
        Supervised.follow();
        if (CloudFile.exists(folder)) {
            return end(
                    LastWord.Kind.WRONG,
                    "LocalStack ended, and what the run had in it is gone: it keeps everything in memory; start"
                            + " another run");
        }
        var where = logs == null ? folder.resolve("logs") : logs;
        try (var stack = new StackCloud(names(), folder.toAbsolutePath(), where.toAbsolutePath())) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stack::close));
            var out = spec.commandLine().getOut();
            var file = stack.start(port, news -> {
                out.println("news " + news);
                out.flush();
            });
            out.println("ready " + file.api());
            out.flush();
            var end = stack.awaitEnd(); // or a signal ends the process
            return end.isEmpty() ? CommandLine.ExitCode.OK : end(LastWord.Kind.WRONG, end.get());
        } catch (IOException e) {
            return end(LastWord.Kind.WRONG, "LocalStack cannot be used in %s: %s".formatted(folder, FileReason.of(e)));
        } catch (CloudException e) {
            return end(LastWord.Kind.WRONG, String.valueOf(e.getMessage()));
        }
    }

    private Names names() {
        try {
            return new Names(run);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--run: " + e.getMessage());
        }
    }

    private int end(LastWord.Kind kind, String reason) {
        var err = spec.commandLine().getErr();
        err.println(reason);
        new LastWord(kind, reason).say(err);
        return CANNOT_START;
    }
}
