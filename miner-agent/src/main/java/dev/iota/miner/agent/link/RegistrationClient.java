package dev.iota.miner.agent.link;

import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.core.api.SnapshotPoint;
import dev.iota.miner.agent.failure.AgentException;
import dev.iota.miner.agent.failure.ApiRefusal;
import dev.iota.miner.agent.failure.Backoff;
import dev.iota.miner.agent.failure.Outage;
import dev.iota.miner.agent.home.SessionFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * Registers, however long that takes: waits for an orchestrator that is away, for an old session to end, and for a
 * place that it lost.
 */
public final class RegistrationClient {
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final OrchestratorClient client;
    private final SessionFile session;
    private final boolean patient;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Logger log;
    private final Outage outage;

    /** @param patient whether to wait while an earlier session of this hotkey lives, or until an eviction is over */
    public RegistrationClient(
            OrchestratorClient client,
            SessionFile session,
            boolean patient,
            RandomGenerator random,
            InstantSource clock,
            Logger log) {
        this.client = client;
        this.session = session;
        this.patient = patient;
        this.random = random;
        this.clock = clock;
        this.log = log;
        this.outage = new Outage("the orchestrator", log, clock);
    }

    /**
     * The registration; its session is in the session file when this returns.
     *
     * @throws AgentException if the orchestrator refuses for good
     */
    public RegisterResponse register(Optional<SnapshotPoint> snapshot, String version, String device)
            throws IOException, InterruptedException {
        var backoff = new Backoff(random);
        while (true) {
            try {
                var response = client.register(new RegisterRequest(session.read(), snapshot, version, device));
                outage.succeeded();
                session.write(response.session());
                return response;
            } catch (ApiRefusal refusal) {
                outage.succeeded();
                Thread.sleep(patienceWith(refusal));
            } catch (IOException e) {
                outage.failed(e);
                Thread.sleep(backoff.next(e));
            }
        }
    }

    private Duration patienceWith(ApiRefusal refusal) {
        var error = refusal.response();
        if (error.time().isPresent()) {
            throw AgentException.wrong(wrongClock(error.time().get(), clock.instant()));
        }
        var wait = error.retryAfterSeconds();
        if (refusal.status() == CONFLICT && wait.isPresent()) {
            if (!patient) {
                throw new AgentException(
                        "another process of this miner is registered (%s); try again in %d s, or use its home folder"
                                .formatted(error.error(), wait.get()));
            }
            log.warn(
                    "another process of this miner is registered ({}); waiting {} s, or stop it and "
                            + "use its home folder",
                    error.error(),
                    wait.get());
            return Duration.ofSeconds(Math.max(1, wait.get()));
        }
        if (refusal.status() == FORBIDDEN && wait.isPresent() && patient) {
            log.warn(
                    "this miner has no place in the run now and registers again in {} s: {}",
                    wait.get(),
                    error.error());
            return Duration.ofSeconds(Math.max(1, wait.get()));
        }
        throw AgentException.wrong("the orchestrator refuses this miner: %s".formatted(error.error()));
    }

    /** One sentence for a clock that is off. */
    static String wrongClock(long serverMillis, Instant here) {
        return "this machine's clock says %s, the orchestrator's %s: set it right and start again"
                .formatted(here, Instant.ofEpochMilli(serverMillis));
    }
}
