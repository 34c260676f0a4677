package dev.iota.local.runner;

import dev.iota.core.api.StatusResponse;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.process.Supervisor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What miners and validators still have to say when the weights are published. */
final class LastWords {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** For miners that have nothing left to do but to load and to say so. */
    private static final Duration OF_MINERS = Duration.ofSeconds(20);

    /** For validators that have a stage to load and hops to compute. */
    private static final Duration OF_VALIDATORS = Duration.ofSeconds(30);

    private final Operator operator;
    private final Supervisor supervisor;
    private final int validators;
    private final Display display;
    private final InstantSource clock;
    private final CountDownLatch finish;

    /**
     * @param validators that the run started
     * @param finish counted down when a person cannot wait for verdicts
     */
    LastWords(
            Operator operator,
            Supervisor supervisor,
            int validators,
            Display display,
            InstantSource clock,
            CountDownLatch finish) {
        this.operator = operator;
        this.supervisor = supervisor;
        this.validators = validators;
        this.display = display;
        this.clock = clock;
        this.finish = finish;
    }

    /**
     * Waits until every miner has loaded what was published, and has said what the last merge took: as long as bytes
     * move, and for a moment after that.
     */
    void awaitTraffic() throws InterruptedException {
        await(OF_MINERS, operator::moved, this::isCounted);
    }

    /** Waits until no audit is open, as long as validators decide any, and for a moment after that. */
    void awaitAudits() throws InterruptedException {
        if (validators > supervisor.helpersGivenUp().size() && finish.getCount() > 0) {
            await(
                    OF_VALIDATORS,
                    () -> operator.status().map(StatusResponse::audits),
                    status -> status.audits().open() == 0 || finish.getCount() == 0);
        }
    }

    private void await(Duration limit, Supplier<Object> moving, Predicate<StatusResponse> isOver)
            throws InterruptedException {
        var patience = new Patience(limit, moving.get(), clock.instant());
        while (!patience.isOver(moving.get(), clock.instant())) {
            if (operator.status().filter(isOver).isPresent()) {
                return;
            }
            supervisor.tick().forEach(news -> display.say("%s", news));
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    private boolean isCounted(StatusResponse status) {
        var active =
                status.miners().stream().filter(StatusResponse.Miner::active).count();
        return status.epoch() == 0 || operator.counted(status.epoch() - 1) >= active;
    }
}
