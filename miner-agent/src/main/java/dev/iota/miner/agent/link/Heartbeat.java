package dev.iota.miner.agent.link;

import dev.iota.agent.failure.ApiRefusal;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.link.OrchestratorClient;
import dev.iota.agent.link.RegistrationClient;
import dev.iota.core.api.RenewRequest;
import dev.iota.core.api.RenewResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Renews the session at a steady pace: keeps leases alive, announces slots, learns what was given up, sends steps again
 * that are not on record. Ends the miner when the orchestrator itself says that the session is another's; whatever else
 * answers in its place is an outage.
 */
public final class Heartbeat {
    /** A step is sent again when it was not confirmed for this many heartbeats. */
    private static final int PATIENCE = 3;

    private final OrchestratorClient client;
    private final Duration interval;
    private final Reporter reporter;
    private final Consumer<String> fenced;
    private final InstantSource clock;
    private final Outage outage;
    private final Logger log;
    private final Backoff backoff;
    private final Semaphore early = new Semaphore(0);
    private volatile boolean succeeding = true;

    /** What a heartbeat says, and what is done with the answer. */
    public interface Reporter {
        /** @param awaiting forwards whose gradients are to come, and their leases */
        RenewRequest report(Map<Long, String> awaiting);

        Map<Long, String> awaiting();

        void learned(RenewResponse response, Map<Long, String> gone, Duration patience);
    }

    /**
     * @param fenced called with the reason when the session is over
     * @param backoff waits after beats that failed, which grow to the interval
     */
    public Heartbeat(
            OrchestratorClient client,
            Duration interval,
            Reporter reporter,
            Consumer<String> fenced,
            InstantSource clock,
            Outage outage,
            Backoff backoff,
            Logger log) {
        this.client = client;
        this.interval = interval;
        this.reporter = reporter;
        this.fenced = fenced;
        this.clock = clock;
        this.outage = outage;
        this.backoff = backoff;
        this.log = log;
    }

    /** Whether the last heartbeat was answered. */
    public boolean isSucceeding() {
        return succeeding;
    }

    /** Why the orchestrator is not heard, while that lasts. */
    public Optional<String> trouble() {
        return outage.trouble();
    }

    /** Beats until the thread is interrupted or the session is over. */
    public void beat() throws InterruptedException {
        while (true) {
            var wait = interval;
            try {
                beatOnce();
                outage.succeeded();
                backoff.reset();
                succeeding = true;
            } catch (IOException e) {
                succeeding = false;
                outage.failed(e);
                wait = backoff.next(e);
            } catch (ApiRefusal e) {
                succeeding = false;
                outage.succeeded();
                if (e.response().time().isEmpty()) {
                    fenced.accept("the orchestrator ended this session: %s"
                            .formatted(e.response().error()));
                    return;
                }
                log.warn("{}", RegistrationClient.wrongClock(e.response().time().get(), clock.instant()));
            }
            var _ = early.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Does not wait for the next beat. */
    public void beatNow() {
        early.release();
    }

    private void beatOnce() throws ApiRefusal, IOException, InterruptedException {
        var awaiting = reporter.awaiting();
        var response = client.renew(reporter.report(awaiting));
        var gone = new HashMap<Long, String>();
        for (var microbatch : response.gone()) {
            var lease = awaiting.get(microbatch);
            if (lease != null) {
                gone.put(microbatch, lease);
            }
        }
        reporter.learned(response, gone, interval.multipliedBy(PATIENCE));
    }
}
