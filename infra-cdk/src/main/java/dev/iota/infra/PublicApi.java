package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.RouteShape;
import java.util.List;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpStage;
import software.amazon.awscdk.services.apigatewayv2.ThrottleSettings;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** The HTTP API: the only thing that the world can call. */
final class PublicApi extends Construct {
    /** Calls a second: ten thousand miners that renew every half minute make a third of it. */
    private static final int RATE = 1000;

    /** Calls at once: what a rate's worth of miners makes that start together. */
    private static final int BURST = 2000;

    /** One line of JSON a call; no header and no body, so no signature. */
    private static final String LOG_LINE = """
            {"time":"$context.requestTime","id":"$context.requestId","ip":"$context.identity.sourceIp",\
            "route":"$context.routeKey","status":"$context.status","milliseconds":"$context.responseLatency",\
            "error":"$context.integrationErrorMessage"}""";

    private final HttpStage stage;

    PublicApi(Construct scope, Names names, List<RouteShape> routes, OrchestratorFunctions orchestratorFunctions) {
        super(scope, "Api");
        var api = HttpApi.Builder.create(this, "Http")
                .apiName("iota-" + names.run())
                .createDefaultStage(false)
                .build();
        stage = HttpStage.Builder.create(this, "Stage")
                .httpApi(api)
                .stageName("$default")
                .autoDeploy(true)
                .throttle(ThrottleSettings.builder()
                        .rateLimit(RATE)
                        .burstLimit(BURST)
                        .build())
                .build();
        logCalls(names);
        routes.forEach(route -> connect(api, route, orchestratorFunctions.get(route.function())));
    }

    private void logCalls(Names names) {
        var logs = LogGroup.Builder.create(this, "Calls")
                .logGroupName("/aws/apigateway/iota-" + names.run())
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        if (!(stage.getNode().getDefaultChild() instanceof CfnStage resource)) {
            throw new IllegalStateException("the API's stage is not the resource that this CDK version documents");
        }
        resource.setAccessLogSettings(CfnStage.AccessLogSettingsProperty.builder()
                .destinationArn(logs.getLogGroupArn())
                .format(LOG_LINE)
                .build());
    }

    private static void connect(HttpApi api, RouteShape route, OrchestratorFunction function) {
        var made = api.addRoutes(AddRoutesOptions.builder()
                .path(route.path())
                .methods(List.of(HttpMethod.valueOf(route.method())))
                .integration(new HttpLambdaIntegration(route.function(), function.alias()))
                .build());
        made.forEach(resource -> Reasons.accept(
                resource,
                "AwsSolutions-APIG4",
                "miners have no AWS identity: their calls are signed with their hotkey, and the handler checks that"));
    }

    /** Where miners reach the orchestrator. */
    String url() {
        return stage.getUrl();
    }

    Metric calls() {
        return stage.metricCount();
    }

    Metric refusals() {
        return stage.metricClientError();
    }

    Metric failures() {
        return stage.metricServerError();
    }
}
