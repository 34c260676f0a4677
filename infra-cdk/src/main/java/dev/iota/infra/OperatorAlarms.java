package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IAlarmAction;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * What a person has to look at. Silence is health: a queue without messages and a function without calls report
 * nothing.
 */
final class OperatorAlarms extends Construct {
    /** Seconds. Leases are lengthened by events; events that wait a minute let leases of living miners run out. */
    private static final int OLDEST_EVENT = 60;

    /** Minutes in a row that events must wait: a deployment or a burst is over sooner. */
    private static final int OLDEST_EVENT_MINUTES = 3;

    private static final Duration MINUTE = Duration.minutes(1);
    private static final Duration FIVE_MINUTES = Duration.minutes(5);

    private final Optional<IAlarmAction> listener;

    /** @param topic ARN of the topic that hears the alarms, or null */
    OperatorAlarms(
            Construct scope,
            Names names,
            RunQueues runQueues,
            OrchestratorFunctions orchestratorFunctions,
            @Nullable String topic) {
        super(scope, "Alarms");
        listener = Optional.ofNullable(topic).map(arn -> new SnsAction(Topic.fromTopicArn(this, "Listener", arn)));
        runQueues
                .deadLetters()
                .forEach((name, queue) -> alarm(
                        name,
                        "messages that no handler could handle lie in " + name,
                        queue.metricApproximateNumberOfMessagesVisible(MetricOptions.builder()
                                .statistic("Maximum")
                                .period(MINUTE)
                                .build()),
                        1,
                        1));
        orchestratorFunctions
                .all()
                .forEach(function -> alarm(
                        names.function(function.name()) + "-errors",
                        "the function %s failed; its log group says how".formatted(function.name()),
                        function.function()
                                .metricErrors(MetricOptions.builder()
                                        .statistic("Sum")
                                        .period(FIVE_MINUTES)
                                        .build()),
                        1,
                        1));
        alarm(
                names.events() + "-late",
                "events wait %d s and more to be handled: leases of living miners run out".formatted(OLDEST_EVENT),
                runQueues
                        .get(names.events())
                        .metricApproximateAgeOfOldestMessage(MetricOptions.builder()
                                .statistic("Maximum")
                                .period(MINUTE)
                                .build()),
                OLDEST_EVENT,
                OLDEST_EVENT_MINUTES);
    }

    private void alarm(String name, String meaning, Metric metric, int threshold, int periods) {
        var alarm = Alarm.Builder.create(this, name)
                .alarmName(name)
                .alarmDescription(meaning)
                .metric(metric)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .threshold(threshold)
                .evaluationPeriods(periods)
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .build();
        listener.ifPresent(alarm::addAlarmAction);
    }
}
