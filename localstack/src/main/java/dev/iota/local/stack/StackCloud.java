package dev.iota.local.stack;

import dev.iota.cloud.page.Page;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.cloud.Shutdown;
import dev.iota.local.cloud.lambda.HttpEdge;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.net.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** The cloud of one run in LocalStack: from nothing to a stack that answers, and back to nothing. */
final class StackCloud implements AutoCloseable {
    private static final Place PLACE = new Place("us-east-1", "000000000000");

    /** What LocalStack takes for the owner of its usual account, and signs URLs with. */
    private static final String KEY = "test";

    private final Names names;
    private final Path folder;
    private final Path logs;
    private final Shutdown shutdown = new Shutdown();
    private Optional<LocalStackServer> server = Optional.empty();

    /**
     * @param names of the run
     * @param folder for {@code cloud.json} and what LocalStack writes while it lives
     * @param logs folder of logs
     */
    StackCloud(Names names, Path folder, Path logs) {
        this.names = names;
        this.folder = folder;
        this.logs = logs;
    }

    /**
     * Starts everything and returns when it can be used.
     *
     * @param port of the HTTP API; 0 for a free one
     * @param news told how far it is
     * @throws CloudException if a person has to do something first
     */
    CloudFile start(int port, Consumer<String> news) throws CloudException, IOException, InterruptedException {
        var work = Files.createDirectories(folder.resolve("localstack"));
        Files.createDirectories(logs);
        var checkout = Checkout.ofThisJvm();
        news.accept("starting LocalStack (the first time it is installed, which takes a minute)");
        LocalStackServer.install(checkout, logs.resolve("install.log"));
        var random = new Random();
        var api = port == 0 ? Ports.free(random) : port;
        if (!Ports.isFree(api)) {
            throw new CloudException("port %d is in use; choose another one with --port".formatted(api));
        }
        var folders = new LocalStackServer.Folders(work, logs);
        var started = LocalStackServer.start(checkout, Ports.free(random, Set.of(api)), folders);
        shutdown.first("LocalStack", started::stop);
        server = Optional.of(started);
        // Beside its start: the one waits for the other.
        var stack =
                StackTemplate.of(checkout, names.run(), PLACE, work.resolve("cdk.out"), logs.resolve("synthesis.log"));
        started.awaitReady();
        var file = file(started.endpoint(), Loopback.uri(api));
        var clients = StackClients.of(file);
        shutdown.first("the clients", clients::close);
        news.accept("deploying the stack %s".formatted(stack.stack()));
        new StackDeployment(clients.cloudFormation(), clients.s3()).deploy(stack);
        startEdge(file, clients);
        file.write(folder);
        return file;
    }

    private CloudFile file(URI endpoint, URI api) {
        return new CloudFile(
                CloudKind.LOCALSTACK,
                names.run(),
                PLACE.region(),
                PLACE.account(),
                api,
                endpoint,
                endpoint,
                endpoint,
                endpoint,
                endpoint,
                KEY,
                KEY,
                ProcessHandle.current().pid());
    }

    private void startEdge(CloudFile file, StackClients clients) throws IOException {
        var functions = new DeployedFunctions(clients.lambda(), file.names());
        var targets = Resources.of(file.names()).routes().stream()
                .map(route -> new HttpEdge.Target(route, functions.backend(route.function())))
                .toList();
        var edge = new HttpEdge(file.api().getPort(), targets, Page.onClassPath(), PLACE, Clock.systemUTC());
        edge.start();
        shutdown.first("the HTTP edge", edge::stop);
    }

    /** Waits until LocalStack ends; a sentence if nobody asked it to. */
    Optional<String> awaitEnd() throws InterruptedException {
        return server.orElseThrow().awaitEnd();
    }

    @Override
    public void close() {
        shutdown.run();
    }
}
