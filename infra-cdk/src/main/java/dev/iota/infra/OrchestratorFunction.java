package dev.iota.infra;

import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.Names;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * One function with a role, a log group and an alias of its own. Everything invokes the alias: SnapStart restores
 * published versions only, and an alias moves to a new version at once and back as easily.
 */
final class OrchestratorFunction extends Construct {
    /** The CDK's warning that a version which nobody published starts without a snapshot. */
    private static final String UNPUBLISHED = "@aws-cdk/aws-lambda:snapStartRequirePublish";

    /** Long enough to look into what went wrong last week; logs cost more than everything else of a small run. */
    private static final RetentionDays LOG_RETENTION = RetentionDays.TWO_WEEKS;

    private final FunctionShape shape;
    private final Role role;
    private final Function function;
    private final Alias alias;

    OrchestratorFunction(
            Construct scope, FunctionShape shape, Names names, Code code, Map<String, String> environment) {
        super(scope, shape.name());
        this.shape = shape;
        var name = names.function(shape.name());
        var logs = LogGroup.Builder.create(this, "Logs")
                .logGroupName("/aws/lambda/" + name)
                .retention(LOG_RETENTION)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        // A role of its own instead of the managed one, which could write to every log group of the account.
        role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        logs.grantWrite(role);
        function = Function.Builder.create(this, "Function")
                .functionName(name)
                .runtime(Runtime.JAVA_25)
                .architecture(Architecture.ARM_64)
                .handler(shape.handler())
                .code(code)
                .memorySize(shape.memoryMb())
                .timeout(CdkDurations.of(shape.timeout()))
                .environment(environment)
                .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS)
                .logGroup(logs)
                .role(role)
                .build();
        Annotations.of(function).acknowledgeWarning(UNPUBLISHED, "everything invokes the alias of a published version");
        alias = Alias.Builder.create(this, "Alias")
                .aliasName(Names.LIVE)
                .version(function.getCurrentVersion())
                .build();
    }

    /** Lets the function cause its own next invocation, which Lambda would take for a runaway loop and stop. */
    void allowLoop() {
        if (!(function.getNode().getDefaultChild() instanceof CfnFunction resource)) {
            throw new IllegalStateException("the function is not the resource that this CDK version documents");
        }
        resource.setRecursiveLoop("Allow");
    }

    /** Logical name. */
    String name() {
        return shape.name();
    }

    Role role() {
        return role;
    }

    /** What event sources, schedules and routes invoke. */
    Alias alias() {
        return alias;
    }

    /** The function itself, whose metrics count every version. */
    Function function() {
        return function;
    }
}
