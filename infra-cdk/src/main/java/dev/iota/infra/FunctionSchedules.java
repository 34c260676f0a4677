package dev.iota.infra;

import dev.iota.cloud.shape.ScheduleShape;
import java.util.List;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.lambda.EventInvokeConfigOptions;
import software.constructs.Construct;

/** What the clock invokes. A call that failed is not repeated: the next one does its work. */
final class FunctionSchedules extends Construct {
    FunctionSchedules(Construct scope, List<ScheduleShape> shapes, OrchestratorFunctions orchestratorFunctions) {
        super(scope, "Schedules");
        for (var shape : shapes) {
            var function = orchestratorFunctions.get(shape.function());
            var rate = CdkDurations.of(shape.rate());
            function.alias()
                    .configureAsyncInvoke(EventInvokeConfigOptions.builder()
                            .retryAttempts(0)
                            .maxEventAge(rate)
                            .build());
            Rule.Builder.create(this, shape.function())
                    .schedule(Schedule.rate(rate))
                    .targets(List.of(LambdaFunction.Builder.create(function.alias())
                            .retryAttempts(0)
                            .maxEventAge(rate)
                            .build()))
                    .build();
        }
    }
}
