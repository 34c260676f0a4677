package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import java.util.List;
import java.util.function.Function;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.constructs.Construct;

/** One dashboard a run: are events handled in time, do functions fail, do calls get answers, what is refused. */
final class Overview extends Construct {
    /** Half of the dashboard's 24 columns. */
    private static final int WIDTH = 12;

    Overview(
            Construct scope,
            Names names,
            RunQueues runQueues,
            OrchestratorFunctions orchestratorFunctions,
            PublicApi api) {
        super(scope, "Overview");
        var events = runQueues.get(names.events());
        var timers = runQueues.get(names.timers());
        Dashboard.Builder.create(this, "Dashboard")
                .dashboardName("iota-" + names.run())
                .widgets(List.of(
                        List.of(
                                graph(
                                        "Oldest event (s)",
                                        List.of(events.metricApproximateAgeOfOldestMessage(statistic("Maximum")))),
                                graph(
                                        "Messages waiting",
                                        List.of(
                                                events.metricApproximateNumberOfMessagesVisible(),
                                                timers.metricApproximateNumberOfMessagesVisible()))),
                        List.of(
                                graph("Dead letters", deadLetters(runQueues)),
                                graph("Calls", List.of(api.calls(), api.refusals(), api.failures()))),
                        List.of(
                                graph("Invocations", each(orchestratorFunctions, f -> f.function()
                                        .metricInvocations())),
                                graph("Errors", each(orchestratorFunctions, f -> f.function()
                                        .metricErrors()))),
                        List.of(
                                graph("Throttles", each(orchestratorFunctions, f -> f.function()
                                        .metricThrottles())),
                                graph("Slowest of 100 invocations (ms)", each(orchestratorFunctions, f -> f.function()
                                        .metricDuration(statistic("p99"))))),
                        List.of(graph("Refused", List.of(refused(names))))))
                .build();
    }

    /** What the handlers count in their logs, under whichever reasons there are. */
    private static IMetric refused(Names names) {
        return MathExpression.Builder.create()
                .expression("SEARCH('{iota,reason,run} run=\"%s\"', 'Sum', 300)".formatted(names.run()))
                .label("")
                .build();
    }

    private static List<IMetric> deadLetters(RunQueues runQueues) {
        return runQueues.deadLetters().values().stream()
                .<IMetric>map(queue -> queue.metricApproximateNumberOfMessagesVisible(statistic("Maximum")))
                .toList();
    }

    private static List<IMetric> each(
            OrchestratorFunctions orchestratorFunctions, Function<OrchestratorFunction, IMetric> metric) {
        return orchestratorFunctions.all().stream().map(metric).toList();
    }

    private static GraphWidget graph(String title, List<IMetric> metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(WIDTH)
                .left(metrics)
                .build();
    }

    private static MetricOptions statistic(String statistic) {
        return MetricOptions.builder().statistic(statistic).build();
    }
}
