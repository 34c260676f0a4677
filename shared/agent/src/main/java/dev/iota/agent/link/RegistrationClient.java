package dev.iota.agent.link;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.ApiRefusal;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.FailureReason;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.failure.StrangeAnswerException;
import dev.iota.agent.home.SessionFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;

/**
 * Registers, however long that takes: waits for an orchestrator that is away, for an old session to end, and for a
 * place that it lost. Only where an agent never had a session does it give up an address at which something else
 * answers again and again: that one may be mistyped.
 */
public final class RegistrationClient {
    /** Strange answers before an address counts as wrong: half a minute, the waits between them included. */
    private static final int TRIES = 10;

    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final String role;
    private final SessionFile session;
    private final boolean patient;
    private final Backoff backoff;
    private final InstantSource clock;
    private final Logger log;
    private final Outage outage;
    private volatile Optional<Waits> refused = Optional.empty();

    /**
     * @param role {@code miner} or {@code validator}, for messages
     * @param patient whether to wait while an earlier session of this hotkey lives, or until an eviction is over
     */
    public RegistrationClient(
            String role, SessionFile session, boolean patient, Backoff backoff, InstantSource clock, Logger log) {
        this.role = role;
        this.session = session;
        this.patient = patient;
        this.backoff = backoff;
        this.clock = clock;
        this.log = log;
        this.outage = new Outage("the orchestrator", log, clock);
    }

    /**
     * Until when the orchestrator lets an agent wait.
     *
     * @param reason one sentence
     */
    public record Waits(String reason, Instant until) {}

    /** How long an agent has to wait, and why. */
    private record Refusal(String reason, Duration span) {}

    /**
     * One try to register.
     *
     * @param <R> the answer
     */
    @FunctionalInterface
    public interface Call<R> {
        /** @param session secret of an earlier session, where there is one */
        R register(Optional<String> session) throws ApiRefusal, IOException, InterruptedException;
    }

    /**
     * The registration; its session is in the session file when this returns.
     *
     * @param secret of the session that the answer opens
     * @throws AgentException if the orchestrator refuses for good, or something else is at its address
     * @throws IOException if the session file cannot be used
     */
    public <R> R register(Call<R> call, Function<R, String> secret) throws IOException, InterruptedException {
        var strange = 0;
        while (true) {
            var before = session.read();
            R response;
            try {
                response = call.register(before);
            } catch (ApiRefusal refusal) {
                outage.succeeded();
                strange = 0;
                waitFor(patienceWith(refusal));
                continue;
            } catch (IOException e) {
                strange = e instanceof StrangeAnswerException answer && answer.isSettled() ? strange + 1 : 0;
                if (strange >= TRIES && before.isEmpty()) {
                    throw AgentException.wrong(
                            "the address of the orchestrator is wrong, or something answers in its place: %s"
                                    .formatted(FailureReason.of(e)),
                            e);
                }
                outage.failed(e);
                Thread.sleep(backoff.next(e));
                continue;
            }
            outage.succeeded();
            refused = Optional.empty();
            session.write(secret.apply(response));
            return response;
        }
    }

    /** Why the orchestrator is not heard, while that lasts. */
    public Optional<String> trouble() {
        return outage.trouble();
    }

    /** Why the orchestrator lets this agent wait, while it does. */
    public Optional<Waits> refused() {
        return refused;
    }

    private void waitFor(Refusal refusal) throws InterruptedException {
        log.warn("{}; trying again in {} s", refusal.reason(), refusal.span().toSeconds());
        refused = Optional.of(new Waits(refusal.reason(), clock.instant().plus(refusal.span())));
        Thread.sleep(refusal.span());
    }

    private Refusal patienceWith(ApiRefusal refusal) {
        var error = refusal.response();
        if (error.time().isPresent()) {
            throw AgentException.wrong(wrongClock(error.time().get(), clock.instant()));
        }
        var wait = error.retryAfterSeconds();
        if (refusal.status() == CONFLICT && wait.isPresent()) {
            if (!patient) {
                throw new AgentException(
                        "another process of this %s is registered (%s); try again in %d s, or use its home folder"
                                .formatted(role, error.error(), wait.get()));
            }
            return new Refusal(
                    "another process of this %s is registered (%s): stop it and use its home folder, or wait"
                            .formatted(role, error.error()),
                    seconds(wait.get()));
        }
        if (refusal.status() == FORBIDDEN && wait.isPresent() && patient) {
            return new Refusal(
                    "this %s has no place in the run now: %s".formatted(role, error.error()), seconds(wait.get()));
        }
        throw AgentException.wrong("the orchestrator refuses this %s: %s".formatted(role, error.error()));
    }

    private static Duration seconds(long wait) {
        return Duration.ofSeconds(Math.max(1, wait));
    }

    /** One sentence for a clock that is off. */
    public static String wrongClock(long serverMillis, Instant here) {
        return "this machine's clock says %s, the orchestrator's %s: set it right and start again"
                .formatted(here, Instant.ofEpochMilli(serverMillis));
    }
}
