package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.audit.AuditBars;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** A validator on a thread of this process, and the world that it lives in; all of it ends with the test. */
final class ValidatorHarness {
    /** What a microbatch left as it went through the pipeline. */
    static final HonestHops HONEST = HonestHops.compute(3);

    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    final AuditWorld world;
    final PlannedData data = PlannedData.of(HONEST.tokens(), 1);
    /** What it judges by. */
    AuditBars bars = AuditBars.standard();

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** Why the validator ended, once it did. */
    CompletableFuture<String> ending = new CompletableFuture<>();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;
    private Optional<Validator> running = Optional.empty();

    /** @param home of the validator */
    ValidatorHarness(Path home) throws IOException {
        this(home, HonestHops.SPEC);
    }

    ValidatorHarness(Path home, RunSpec spec) throws IOException {
        this.home = home;
        this.world = new AuditWorld(spec.withData(data.manifest().sha256()));
    }

    /** It ended by itself, and the test has seen how: nothing is left to stop. */
    void hasEnded() {
        running = Optional.empty();
    }

    void close() throws Exception {
        stop();
        world.close();
        http.close();
    }

    void start() {
        var options = new ValidatorOptions(world.url(), "test", home, "cpu", 1, bars, true);
        var validator =
                new Validator(options, "test", http, registry, Clock.systemUTC(), LoggerFactory.getLogger("validator"));
        running = Optional.of(validator);
        ending = new CompletableFuture<>();
        var end = ending;
        Thread.ofPlatform().start(() -> {
            try {
                end.complete(validator.run());
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        awaitCall(_ -> validator.status().phase() == ValidatorStatus.Phase.WORKING);
    }

    void stop() throws Exception {
        if (running.isPresent()) {
            running.get().stop("the test says so");
            ending.get(60, TimeUnit.SECONDS);
            running = Optional.empty();
        }
    }

    ValidatorStatus status() {
        return running.orElseThrow().status();
    }

    void awaitCall(Predicate<ValidatorRequest> wanted) {
        var end = System.nanoTime() + 60_000_000_000L;
        while (world.calls.isEmpty() || !wanted.test(world.calls.getLast())) {
            if (System.nanoTime() > end || ending.isCompletedExceptionally()) {
                throw new AssertionError("no such call came: %s, %s".formatted(world.calls, ending));
            }
            Thread.onSpinWait();
        }
    }

    List<AuditEvent.Judged> judged(int count) {
        var verdicts = new ArrayList<AuditEvent.Judged>();
        for (var event : world.await(count)) {
            assertThat(event).isInstanceOf(AuditEvent.Judged.class);
            verdicts.add((AuditEvent.Judged) event);
        }
        return verdicts;
    }

    static Work.Audit audit(int stage, String name, Source checkpoint, HopEvidence evidence) {
        return new Work.Audit("test", 0, stage, name, "lease of " + name, LATER, checkpoint, evidence);
    }

    HopEvidence evidence(int stage) {
        var tail = stage == 2;
        return new HopEvidence(
                stage == 1 ? Optional.empty() : Optional.of(data.evidence(world, data.position(0), 0)),
                stage == 0
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "input-" + stage, HONEST.activations().get(stage - 1))),
                tail
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "output-" + stage, HONEST.activations().get(stage))),
                tail
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "output-gradient-" + stage, HONEST.gradients().get(stage))),
                stage == 0
                        ? Optional.empty()
                        : Optional.of(world.store(
                                "input-gradient-" + stage, HONEST.gradients().get(stage - 1))),
                HonestHops.PROBE,
                HONEST.probes().get(stage),
                HONEST.reportedLoss(stage),
                Optional.empty());
    }
}
