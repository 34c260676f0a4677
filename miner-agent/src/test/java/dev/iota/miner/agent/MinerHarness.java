package dev.iota.miner.agent;

import dev.iota.core.api.RenewResponse;
import dev.iota.core.run.RunSpec;
import dev.iota.miner.agent.view.AgentStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Miners on threads of this process, and the run that they take part in; all of it ends with the test. */
final class MinerHarness {
    private static final int MOST_MINERS = 3;

    private final TestQueues queues;
    private final Path home;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Running> running = new ArrayList<>();
    private Optional<FakeRun> run = Optional.empty();
    private Optional<URI> address = Optional.empty();

    /** @param home of the miners: each has a folder there */
    MinerHarness(TestQueues queues, Path home) {
        this.queues = queues;
        this.home = home;
    }

    /**
     * A miner.
     *
     * @param ending why it ended, once it did
     */
    record Running(Agent agent, int index, SimpleMeterRegistry registry, CompletableFuture<String> ending) {
        double counted(String counter) {
            return registry.get(counter).counter().count();
        }
    }

    /** An orchestrator, without a miner yet. */
    FakeRun prepare(RunSpec spec, int stage) throws IOException {
        var fake = new FakeRun(queues, spec, stage);
        run = Optional.of(fake);
        return fake;
    }

    /** An orchestrator of stage 0 that renews leases and confirms nothing, without a miner yet. */
    FakeRun prepareRenewing(RunSpec spec) throws IOException {
        var fake = prepare(spec, 0);
        fake.renewing = request -> new RenewResponse(List.of(), request.unconfirmed(), Optional.empty(), List.of());
        return fake;
    }

    /** The miners call this address instead of the orchestrator's own. */
    void through(URI proxy) {
        address = Optional.of(proxy);
    }

    /** An orchestrator and a miner that begins. */
    FakeRun start(RunSpec spec, int stage) throws IOException {
        var fake = prepare(spec, stage);
        launch(0, true);
        return fake;
    }

    /** @param patient whether it waits for the end of an earlier session */
    Running launch(int index, boolean patient) {
        var options = new AgentOptions(
                new AgentOptions.Target(
                        address.orElseGet(() -> run.orElseThrow().url()), "test"),
                home,
                MOST_MINERS,
                new AgentOptions.Resources("cpu", 1, MemoryLimit.parse("3G"), 0),
                Duration.ZERO,
                patient);
        var registry = new SimpleMeterRegistry();
        var name = "miner-%d".formatted(index);
        var agent = new Agent(
                options,
                name,
                options.homeOf(index),
                "test",
                http,
                registry,
                Clock.systemUTC(),
                LoggerFactory.getLogger(name));
        var started = new Running(agent, index, registry, new CompletableFuture<>());
        running.add(started);
        Thread.ofPlatform().start(() -> {
            try {
                started.ending().complete(agent.run());
            } catch (Throwable e) {
                started.ending().completeExceptionally(e);
            }
        });
        return started;
    }

    /** Launches a miner and waits until it works. */
    void launch(int index) {
        var fake = run.orElseThrow();
        var registered = fake.registrations.size();
        var agent = launch(index, true).agent();
        fake.awaitThat(() -> fake.registrations.size() > registered, "a registration");
        fake.awaitThat(() -> agent.status().phase() == AgentStatus.Phase.WORKING, "work");
    }

    void restart(int index) throws Exception {
        var before =
                running.stream().filter(one -> one.index() == index).findFirst().orElseThrow();
        stop(before);
        running.remove(before);
        launch(index);
    }

    List<Running> running() {
        return List.copyOf(running);
    }

    /** How the newest miner ends. */
    CompletableFuture<String> ending() {
        return running.getLast().ending();
    }

    void stop(Running one) throws Exception {
        one.agent().stop("the test says so");
        one.ending().handle((reason, error) -> reason).get(60, TimeUnit.SECONDS);
    }

    void end() throws Exception {
        for (var one : running) {
            stop(one);
        }
        run.ifPresent(FakeRun::close);
        http.close();
    }
}
