package dev.iota.validator.agent;

import dev.iota.agent.failure.ApiRefusal;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.link.OrchestratorClient;
import dev.iota.agent.link.QueueAccess;
import dev.iota.agent.link.RegistrationClient;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.api.ValidatorResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/** Keeps a validator's place in the run: a call at a steady pace extends its leases and brings new audits. */
final class ValidatorHeartbeat {
    private final OrchestratorClient client;
    private final QueueAccess access;
    private final Supplier<ValidatorRequest> report;
    private final Duration interval;
    private final Consumer<String> fenced;
    private final Backoff backoff;
    private final Outage outage;
    private final InstantSource clock;
    private final Logger log;

    /**
     * @param access whose credentials are renewed
     * @param report what a call says
     * @param fenced called with the reason when the orchestrator ends the session
     */
    ValidatorHeartbeat(
            OrchestratorClient client,
            QueueAccess access,
            Supplier<ValidatorRequest> report,
            Duration interval,
            Consumer<String> fenced,
            RandomGenerator random,
            InstantSource clock,
            Logger log) {
        this.client = client;
        this.access = access;
        this.report = report;
        this.interval = interval;
        this.fenced = fenced;
        this.backoff = new Backoff(random, interval);
        this.outage = new Outage("the orchestrator", log, clock);
        this.clock = clock;
        this.log = log;
    }

    /** Why the orchestrator is not heard, while that lasts. */
    Optional<String> trouble() {
        return outage.trouble();
    }

    /** Calls until the thread is interrupted or the session is over. */
    void beat() throws InterruptedException {
        while (true) {
            var wait = interval;
            try {
                ValidatorResponse response = client.validate(report.get());
                outage.succeeded();
                backoff.reset();
                response.credentials().ifPresent(access::renew);
            } catch (IOException e) {
                outage.failed(e);
                wait = backoff.next(e);
            } catch (ApiRefusal e) {
                outage.succeeded();
                if (e.response().time().isEmpty()) {
                    fenced.accept("the orchestrator ended this session: %s"
                            .formatted(e.response().error()));
                    return;
                }
                log.warn("{}", RegistrationClient.wrongClock(e.response().time().get(), clock.instant()));
            }
            Thread.sleep(wait);
        }
    }
}
