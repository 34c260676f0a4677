package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.constructs.Construct;

/**
 * Tells a person when the month becomes expensive. It counts the whole account: a budget of one run's tag sees nothing
 * until somebody makes the tag known to the billing console, and would be silent until then.
 */
final class CostBudget extends Construct {
    /** Percent of the budget at which there is still time to look. */
    private static final int EARLY = 80;

    private static final int ALL = 100;

    /** @param topic ARN of the topic that hears of it where no address does */
    CostBudget(Construct scope, Names names, Settings.Budget budget, @Nullable String topic) {
        super(scope, "Budget");
        var subscriber = subscriber(budget, topic);
        CfnBudget.Builder.create(this, "Month")
                .budget(CfnBudget.BudgetDataProperty.builder()
                        .budgetName("iota-" + names.run())
                        .budgetType("COST")
                        .timeUnit("MONTHLY")
                        .budgetLimit(CfnBudget.SpendProperty.builder()
                                .amount(budget.dollars())
                                .unit("USD")
                                .build())
                        .build())
                .notificationsWithSubscribers(Stream.of(
                                notification("ACTUAL", EARLY),
                                notification("ACTUAL", ALL),
                                notification("FORECASTED", ALL))
                        .map(notification -> CfnBudget.NotificationWithSubscribersProperty.builder()
                                .notification(notification)
                                .subscribers(List.of(subscriber))
                                .build())
                        .toList())
                .build();
    }

    private static CfnBudget.SubscriberProperty subscriber(Settings.Budget budget, @Nullable String topic) {
        var email = budget.email();
        if (email == null && topic == null) {
            throw new IllegalArgumentException("nobody would hear of the budget");
        }
        return CfnBudget.SubscriberProperty.builder()
                .subscriptionType(email == null ? "SNS" : "EMAIL")
                .address(email == null ? topic : email)
                .build();
    }

    private static CfnBudget.NotificationProperty notification(String of, int percent) {
        return CfnBudget.NotificationProperty.builder()
                .notificationType(of)
                .comparisonOperator("GREATER_THAN")
                .threshold(percent)
                .thresholdType("PERCENTAGE")
                .build();
    }
}
