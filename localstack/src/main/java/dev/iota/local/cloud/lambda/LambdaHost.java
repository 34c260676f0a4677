package dev.iota.local.cloud.lambda;

import dev.iota.cloud.EventSource;
import dev.iota.cloud.Names;
import dev.iota.cloud.Resources;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Everything that invokes functions: the HTTP edge, the event source mappings and the schedules. */
public final class LambdaHost {
    /** Each has at most one batch in hand: as many batches of a queue are handled at once. AWS begins with five. */
    private static final int POLLERS = 4;

    private final ScheduledThreadPoolExecutor timer;
    private final Schedules schedules;
    private final HttpEdge edge;
    private final List<QueuePoller> pollers = new ArrayList<>();

    private LambdaHost(ScheduledThreadPoolExecutor timer, Schedules schedules, HttpEdge edge) {
        this.timer = timer;
        this.schedules = schedules;
        this.edge = edge;
    }

    /**
     * Constructs the handlers and begins to invoke them.
     *
     * @param names names of the run
     * @param resources what invokes what
     * @param handlers makes the handlers
     * @param place region and account
     * @param port where the HTTP API listens
     * @param queueUrls URL of every queue, by name
     * @param sqs reads the queues
     * @param clock tells requests and schedules the time
     */
    public static LambdaHost start(
            Names names,
            Resources resources,
            HandlerFactory handlers,
            Place place,
            int port,
            Map<String, String> queueUrls,
            SqsClient sqs,
            Clock clock)
            throws IOException {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("lambda-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        try {
            var functions = new LinkedHashMap<String, LambdaFunction>();
            resources
                    .functions()
                    .forEach(shape -> functions.put(
                            shape.name(),
                            new LambdaFunction(
                                    shape,
                                    names.function(shape.name()),
                                    handlers.handler(shape),
                                    place,
                                    clock,
                                    timer)));
            var targets = resources.routes().stream()
                    .map(route -> new HttpEdge.Target(route, find(functions, route.function())))
                    .toList();
            var host = new LambdaHost(timer, new Schedules(place, clock), new HttpEdge(port, targets, place, clock));
            for (var source : resources.eventSources()) {
                host.poll(source, queueUrls, find(functions, source.function()), place, sqs);
            }
            host.pollers.forEach(QueuePoller::start);
            resources
                    .schedules()
                    .forEach(schedule -> host.schedules.add(schedule, find(functions, schedule.function())));
            host.edge.start();
            return host;
        } catch (IOException | RuntimeException e) {
            timer.shutdownNow();
            throw e;
        }
    }

    private static LambdaFunction find(Map<String, LambdaFunction> functions, String name) {
        return Objects.requireNonNull(functions.get(name), name);
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
        schedules.stop();
        edge.stop();
        try (var stopping = Executors.newVirtualThreadPerTaskExecutor()) {
            stopping.invokeAll(pollers.stream()
                    .map(poller -> Executors.callable(() -> stop(poller)))
                    .toList());
        }
        timer.shutdownNow();
    }

    private static void stop(QueuePoller poller) {
        try {
            poller.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
