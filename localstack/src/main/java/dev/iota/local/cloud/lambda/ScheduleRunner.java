package dev.iota.local.cloud.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.iota.cloud.shape.ScheduleShape;
import dev.iota.local.cloud.net.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Invokes functions by the clock: at once, because a restart lost every message, and then at the schedule's rate. */
final class ScheduleRunner {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Place place;
    private final Clock clock;
    private final List<Thread> threads = new ArrayList<>();

    ScheduleRunner(Place place, Clock clock) {
        this.place = place;
        this.clock = clock;
    }

    void add(ScheduleShape schedule, LambdaFunction function) {
        threads.add(Thread.ofVirtual().name("schedule-" + function.name()).start(() -> run(schedule.rate(), function)));
    }

    /** Invokes no more; what runs is left to end. */
    void stop() {
        threads.forEach(Thread::interrupt);
    }

    /** Each turn has a thread of its own: a slow function does not move the turns after it. */
    private void run(Duration rate, LambdaFunction function) {
        var next = System.nanoTime();
        try {
            while (!Thread.interrupted()) {
                Thread.ofVirtual().name("scheduled-" + function.name()).start(() -> fire(function));
                next += rate.toNanos();
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // stop() ends the loop so
        }
    }

    private void fire(LambdaFunction function) {
        try {
            function.invoke(event(function.name()));
        } catch (FunctionFailedException e) {
            // Logged by the function; the next turn is the retry.
        }
    }

    private byte[] event(String function) {
        var event = JSON.createObjectNode()
                .put("version", "0")
                .put("id", UUID.randomUUID().toString())
                .put("detail-type", "Scheduled Event")
                .put("source", "aws.events")
                .put("account", place.account())
                .put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", place.region());
        event.putArray("resources").add(place.arn("events", "rule/" + function));
        event.putObject("detail");
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a scheduled event cannot be written as JSON", e);
        }
    }
}
