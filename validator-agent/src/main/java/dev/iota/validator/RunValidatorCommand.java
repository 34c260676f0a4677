package dev.iota.validator;

import dev.iota.agent.home.PrivateFiles;
import dev.iota.cloud.client.EnvironmentProxies;
import dev.iota.cloud.process.OrderlyEnd;
import dev.iota.core.base.Json;
import dev.iota.validator.agent.Validator;
import dev.iota.validator.agent.ValidatorOptions;
import dev.iota.validator.web.ValidatorServer;
import dev.iota.validator.web.WatchedValidator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Runs a validator until the run ends or the program is told to stop. */
@Command(
        name = "run",
        description = "Register with an orchestrator that lists this validator's hotkey, and judge what it leases.",
        versionProvider = ValidatorVersion.class,
        mixinStandardHelpOptions = true)
final class RunValidatorCommand implements Callable<Integer> {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** How long the end of the process waits for the verdict that is under way. */
    private static final Duration LAST_VERDICT = Duration.ofSeconds(30);

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
            description = "folder of key, session and the states that are loaded (default: ${DEFAULT-VALUE})")
    private Path home = HotkeyCommand.HOME;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ReplayOptions compute;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description =
                    "port on 127.0.0.1 of /health and /prometheus; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--no-wait",
            description =
                    "fail at once while another process of this validator is registered, instead of waiting for its"
                            + " end")
    private boolean noWait;

    @Override
    public Integer call() throws Exception {
        var options = options();
        var log = LoggerFactory.getLogger("validator");
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(new EnvironmentProxies(System.getenv()))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        var watched = new WatchedValidator();
        try (http;
                var server = ValidatorServer.start(port, watched)) {
            var validator =
                    new Validator(options, ValidatorVersion.text(), http, server.registry(), Clock.systemUTC(), log);
            watched.watch(validator);
            publish(server.url(), options.home());
            log.info("health and metrics at {}", server.url());
            var end = OrderlyEnd.begin(() -> validator.stop("the process is told to end"), LAST_VERDICT);
            try (end) {
                log.info("ended: {}", validator.run());
            }
            http.shutdownNow(); // a transfer that nobody waits for any more must not hold up the end
            return CommandLine.ExitCode.OK;
        }
    }

    private ValidatorOptions options() {
        require(port >= 0 && port < 1 << 16, "--port is %d; wanted 0 to 65535", port);
        require(
                orchestrator.isAbsolute()
                        && String.valueOf(orchestrator.getScheme()).matches("https?"),
                "--orchestrator is '%s'; wanted an http or https URL",
                orchestrator);
        compute.require(spec.commandLine());
        return new ValidatorOptions(
                orchestrator, run, home.toAbsolutePath(), compute.device(), compute.threads(), compute.bars(), !noWait);
    }

    private void require(boolean condition, String message, @Nullable Object value) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message.formatted(value));
        }
    }

    /** Where whoever started this process finds it. */
    private static void publish(URI url, Path home) throws IOException {
        PrivateFiles.directories(home);
        Files.writeString(
                home.resolve("agent.json"),
                Json.write(Map.of("pid", ProcessHandle.current().pid(), "url", url.toString())));
    }
}
