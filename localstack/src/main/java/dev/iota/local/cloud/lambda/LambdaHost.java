package dev.iota.local.cloud.lambda;

import dev.iota.cloud.shape.EventSource;
import dev.iota.cloud.shape.Resources;
import dev.iota.local.cloud.net.Place;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Everything that invokes functions: the HTTP edge, the event source mappings and the schedules. */
public final class LambdaHost {
    /** Each has at most one batch in hand: as many batches of a queue are handled at once. AWS begins with five. */
    private static final int POLLERS = 4;

    private final ScheduleRunner scheduleRunner;
    private final HttpEdge edge;
    private final DeadLetterAlarm alarm;
    private final List<QueuePoller> pollers = new ArrayList<>();

    private LambdaHost(ScheduleRunner scheduleRunner, HttpEdge edge, DeadLetterAlarm alarm) {
        this.scheduleRunner = scheduleRunner;
        this.edge = edge;
        this.alarm = alarm;
    }

    /**
     * Begins to invoke functions.
     *
     * @param functions what is invoked
     * @param resources what invokes what
     * @param place region and account
     * @param port where the HTTP API listens
     * @param queueUrls URL of every queue, by name
     * @param sqs reads the queues
     * @param clock tells requests and schedules the time
     */
    public static LambdaHost start(
            Functions functions,
            Resources resources,
            Place place,
            int port,
            Map<String, String> queueUrls,
            SqsClient sqs,
            Clock clock)
            throws IOException {
        var targets = resources.routes().stream()
                .map(route -> new HttpEdge.Target(route, counted(functions.get(route.function()))))
                .toList();
        var host = new LambdaHost(
                new ScheduleRunner(place, clock),
                new HttpEdge(port, targets, place, clock),
                new DeadLetterAlarm(resources.queues(), queueUrls, sqs));
        for (var source : resources.eventSources()) {
            host.poll(source, queueUrls, functions.get(source.function()), place, sqs);
        }
        host.pollers.forEach(QueuePoller::start);
        resources
                .schedules()
                .forEach(schedule -> host.scheduleRunner.add(schedule, functions.get(schedule.function())));
        host.edge.start();
        host.alarm.start();
        return host;
    }

    private static HttpEdge.Backend counted(LambdaFunction function) {
        return event -> {
            function.calls().call(function.cause(), "api", "Request", function.name(), Map.of());
            return function.invoke(event);
        };
    }

    private void poll(
            EventSource source, Map<String, String> queueUrls, LambdaFunction function, Place place, SqsClient sqs) {
        var url = queueUrls.get(source.queue());
        if (url == null) {
            throw new IllegalStateException("function %s reads the queue %s, which is not among %s"
                    .formatted(function.name(), source.queue(), queueUrls.keySet()));
        }
        for (var i = 0; i < POLLERS; i++) {
            pollers.add(new QueuePoller(source, url, place.arn("sqs", source.queue()), place.region(), function, sqs));
        }
    }

    /** Takes no more requests and messages, and lets running invocations end. */
    public void stop() throws InterruptedException {
        scheduleRunner.stop();
        alarm.stop();
        edge.stop();
        try (var stopping = Executors.newVirtualThreadPerTaskExecutor()) {
            stopping.invokeAll(pollers.stream()
                    .map(poller -> Executors.callable(() -> stop(poller)))
                    .toList());
        }
    }

    private static void stop(QueuePoller poller) {
        try {
            poller.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
