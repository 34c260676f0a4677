package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.StateMachineShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.LogOptions;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** The state machines, from the texts of their shapes as they stand. */
final class RunStateMachines extends Construct {
    RunStateMachines(
            Construct scope, List<StateMachineShape> shapes, Names names, OrchestratorFunctions orchestratorFunctions) {
        super(scope, "StateMachines");
        shapes.forEach(shape -> deploy(shape, names, orchestratorFunctions));
    }

    /**
     * ARN of a state machine, put together from its name: functions may touch what invokes them, and neither is made
     * before the other.
     */
    static String arn(Construct scope, String name) {
        return format(scope, "stateMachine", name);
    }

    /** ARN of the executions of a state machine. */
    static String executions(Construct scope, String name) {
        return format(scope, "execution", name) + ":*";
    }

    private static String format(Construct scope, String type, String name) {
        return Stack.of(scope)
                .formatArn(ArnComponents.builder()
                        .service("states")
                        .resource(type)
                        .resourceName(name)
                        .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                        .build());
    }

    private void deploy(StateMachineShape shape, Names names, OrchestratorFunctions orchestratorFunctions) {
        var name = names.stateMachine(shape.name());
        var role = Role.Builder.create(this, shape.name() + "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .build();
        var substitutions = new LinkedHashMap<String, String>();
        for (var key : shape.substitutions().entrySet()) {
            var alias = orchestratorFunctions.get(key.getValue()).alias();
            substitutions.put(key.getKey(), alias.getFunctionArn());
            role.addToPolicy(PolicyStatement.Builder.create()
                    .actions(List.of("lambda:InvokeFunction"))
                    .resources(List.of(alias.getFunctionArn()))
                    .build());
        }
        // An epoch starts the next one.
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("states:StartExecution"))
                .resources(List.of(arn(this, name)))
                .build());
        var logs = LogGroup.Builder.create(this, shape.name() + "Logs")
                .logGroupName("/aws/vendedlogs/states/" + name)
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        var machine = StateMachine.Builder.create(this, shape.name())
                .stateMachineName(name)
                .definitionBody(DefinitionBody.fromString(shape.definition()))
                .definitionSubstitutions(Map.copyOf(substitutions))
                .logs(LogOptions.builder().destination(logs).level(LogLevel.ALL).build())
                .tracingEnabled(true)
                .role(role)
                .build();
        Reasons.accept(
                machine,
                "AwsSolutions-IAM5",
                "delivery of logs and traces of a state machine can be granted for every resource only");
        Reasons.accept(
                role,
                "AwsSolutions-IAM5",
                "delivery of logs and traces of a state machine can be granted for every resource only");
    }
}
