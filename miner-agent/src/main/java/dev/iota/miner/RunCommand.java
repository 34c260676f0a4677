package dev.iota.miner;

import dev.iota.cloud.client.EnvironmentProxies;
import dev.iota.cloud.process.OrderlyEnd;
import dev.iota.cloud.process.OrderlyLeave;
import dev.iota.core.base.Json;
import dev.iota.miner.agent.Agent;
import dev.iota.miner.agent.AgentOptions;
import dev.iota.miner.agent.Agents;
import dev.iota.miner.agent.MemoryLimit;
import dev.iota.miner.home.MinerHome;
import dev.iota.miner.web.MinerServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Runs one miner or several until the run ends or the program is told to stop. */
@Command(
        name = "run",
        description = {
            "Register with an orchestrator, take a stage and work.",
            "Ctrl-C and SIGTERM let it leave: it takes no more work, uploads what it has trained in the epoch, and "
                    + "ends. Another one, or SIGHUP, ends it at once; its snapshot counts if it comes back before the "
                    + "epoch is over.",
            "Every option may also be set by an environment variable (--snapshot-every by "
                    + "IOTA_SNAPSHOT_EVERY) or in the file that --config "
                    + "names (snapshot-every: 60); the command line wins over the environment, the "
                    + "environment over the file."
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** How long the end of the process waits for the last snapshot. */
    private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(30);
    /** The JSON or the text appender of logback.xml. */
    private static final String LOG_FORMAT = "iota.log.format";

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--orchestrator", paramLabel = "URL", required = true, description = "base URL of the orchestrator")
    @SuppressWarnings("NullAway.Init") // required
    private URI orchestrator;

    @Option(names = "--run", paramLabel = "NAME", required = true, description = "name of the run; signatures cover it")
    @SuppressWarnings("NullAway.Init") // required
    private String run;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "folder of keys, sessions and snapshots (default: ${DEFAULT-VALUE})")
    private Path home = HomeFolder.DEFAULT;

    @Option(
            names = "--miners",
            paramLabel = "N",
            defaultValue = "1",
            description = "miners in this process, each with its own key (default: ${DEFAULT-VALUE})")
    private int miners;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|gpu:N",
            defaultValue = "auto",
            description = "what computes (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "CPU threads of each miner's tensor operations (default: cores / miners, at least 1)")
    private @Nullable Integer threads;

    @Option(
            names = "--memory",
            paramLabel = "AMOUNT",
            converter = MemoryConverter.class,
            description = "memory for all miners together, each by what its stage needs: bytes (6G) or a part of the "
                    + "device's (0.5); default 0.8")
    private MemoryLimit memory = MemoryLimit.DEFAULT;

    @Option(
            names = "--beside",
            paramLabel = "N",
            defaultValue = "0",
            description = "miners of other processes of this machine that share --memory, each by what its stage needs "
                    + "(default: ${DEFAULT-VALUE})")
    private int beside;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description =
                    "port on 127.0.0.1 of /health and /prometheus; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--snapshot-every",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "seconds from one snapshot to the next, which is written while the device works; 0 after "
                    + "every step (default: ${DEFAULT-VALUE})")
    private int snapshotEvery;

    @Option(
            names = "--no-wait",
            description =
                    "fail at once while another process of this miner is registered, instead of waiting for its end")
    private boolean noWait;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how log lines look, on standard error (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String logFormat;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML or .properties file of options")
    private @Nullable Path config;

    @Override
    public Integer call() throws Exception {
        var options = options();
        System.setProperty(LOG_FORMAT, logFormat);
        var log = LoggerFactory.getLogger("miner");
        if (config != null) {
            log.info("options from {}", config);
        }
        var agents = new Agents(log);
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(new EnvironmentProxies(System.getenv()))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        try (http;
                var server = MinerServer.start(port, agents)) {
            for (var i = 0; i < options.miners(); i++) {
                var name = "miner-" + i;
                agents.add(new Agent(
                        options,
                        name,
                        options.homeOf(i),
                        MinerVersion.text(),
                        http,
                        server.registry(),
                        Clock.systemUTC(),
                        LoggerFactory.getLogger(name)));
            }
            publish(server.url(), options.home());
            log.info("health and metrics at {}", server.url());
            var status = runUntilStopped(agents);
            agents.failure().ifPresent(failure -> failure.lastWord()
                    .say(spec.commandLine().getErr()));
            http.shutdownNow(); // a transfer that nobody waits for any more must not hold up the end
            return status;
        }
    }

    private AgentOptions options() {
        require(miners > 0, "--miners is %d; it must be positive", miners);
        require(beside >= 0, "--beside is %d; it must not be negative", beside);
        require(port >= 0 && port < 1 << 16, "--port is %d; wanted 0 to 65535", port);
        require(snapshotEvery >= 0, "--snapshot-every is %d; it must not be negative", snapshotEvery);
        require(threads == null || threads > 0, "--threads is %d; it must be positive", threads);
        require(logFormat.matches("text|json"), "--log-format is '%s'; wanted text or json", logFormat);
        require(device.matches("auto|cpu|gpu:\\d{1,3}"), "--device is '%s'; wanted auto, cpu or gpu:N", device);
        require(
                orchestrator.isAbsolute()
                        && String.valueOf(orchestrator.getScheme()).matches("https?"),
                "--orchestrator is '%s'; wanted an http or https URL",
                orchestrator);
        var cores = Runtime.getRuntime().availableProcessors();
        return new AgentOptions(
                new AgentOptions.Target(orchestrator, run),
                home.toAbsolutePath(),
                miners,
                new AgentOptions.Resources(
                        device, threads == null ? Math.max(1, cores / miners) : threads, memory, beside),
                Duration.ofSeconds(snapshotEvery),
                !noWait);
    }

    private void require(boolean condition, String message, @Nullable Object value) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message.formatted(value));
        }
    }

    /** Where whoever started this process finds it. */
    private static void publish(URI url, Path home) throws IOException {
        Files.createDirectories(home);
        Files.writeString(
                home.resolve(MinerHome.FILE),
                Json.write(new MinerHome.Running(ProcessHandle.current().pid(), url.toString())));
    }

    /**
     * The first SIGTERM or Ctrl-C lets the miners leave. A second one, and a closed terminal, end them as
     * {@code Work.Stop} does; the JVM waits until the threads of their devices have ended.
     */
    private static int runUntilStopped(Agents agents) throws InterruptedException {
        var end = OrderlyEnd.begin(() -> agents.stop("the process is told to end"), LAST_SNAPSHOT);
        try (end) {
            OrderlyLeave.begin(agents::leave);
            return agents.run();
        }
    }

    static final class MemoryConverter implements ITypeConverter<MemoryLimit> {
        @Override
        public MemoryLimit convert(String value) {
            try {
                return MemoryLimit.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
