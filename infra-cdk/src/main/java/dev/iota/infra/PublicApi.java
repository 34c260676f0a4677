package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.RouteShape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.aws_apigatewayv2_integrations.HttpLambdaIntegration;
import software.amazon.awscdk.services.apigatewayv2.AddRoutesOptions;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.apigatewayv2.HttpApi;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.apigatewayv2.HttpRoute;
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

    /**
     * Calls of a route, a second and at once, where that is less than those of all: a flood of what strangers may call
     * leaves heartbeats what they need.
     */
    private static final Map<String, Limit> LIMITS = Map.of(
            // A thousand miners that start together are in within ten seconds.
            "POST /v1/register", new Limit(100, 500),
            "POST /v1/renew", new Limit(600, RATE),
            // Two calls of a miner an epoch, all of them at its end.
            "POST /v1/upload", new Limit(200, RATE),
            "POST /v1/validate", new Limit(50, 200),
            // For people and their scripts.
            "GET /v1/status", new Limit(20, 100),
            // A hundred people who look, each at half a dozen things every few seconds.
            "GET /v1/{view+}", new Limit(200, 400));

    private record Limit(int rate, int burst) {}

    /** One line of JSON a call; no header and no body, so no signature. */
    private static final String LOG_LINE = """
            {"time":"$context.requestTime","id":"$context.requestId","ip":"$context.identity.sourceIp",\
            "route":"$context.routeKey","status":"$context.status","milliseconds":"$context.responseLatency",\
            "error":"$context.integrationErrorMessage"}""";

    private final HttpStage stage;
    private final String host;

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
        var deployed = Stack.of(this);
        host = "%s.execute-api.%s.%s".formatted(api.getApiId(), deployed.getRegion(), deployed.getUrlSuffix());
        var resource = resource();
        logCalls(names, resource);
        routes.forEach(route -> connect(api, route, orchestratorFunctions.get(route.function()))
                // A limit can be set on a route that is there, and on no other.
                .forEach(resource.getNode()::addDependency));
        resource.addPropertyOverride(
                "RouteSettings", routes.stream().collect(Collectors.toMap(RouteShape::key, PublicApi::limit)));
    }

    private static Map<String, Integer> limit(RouteShape route) {
        var limit = LIMITS.get(route.key());
        if (limit == null) {
            throw new IllegalStateException("PublicApi has no limit for the route " + route.key());
        }
        return Map.of("ThrottlingRateLimit", limit.rate(), "ThrottlingBurstLimit", limit.burst());
    }

    private CfnStage resource() {
        if (!(stage.getNode().getDefaultChild() instanceof CfnStage resource)) {
            throw new IllegalStateException("the API's stage is not the resource that this CDK version documents");
        }
        return resource;
    }

    private void logCalls(Names names, CfnStage resource) {
        var logs = LogGroup.Builder.create(this, "Calls")
                .logGroupName("/aws/apigateway/iota-" + names.run())
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        resource.setAccessLogSettings(CfnStage.AccessLogSettingsProperty.builder()
                .destinationArn(logs.getLogGroupArn())
                .format(LOG_LINE)
                .build());
    }

    private static List<HttpRoute> connect(HttpApi api, RouteShape route, OrchestratorFunction function) {
        var made = api.addRoutes(AddRoutesOptions.builder()
                .path(route.path())
                .methods(List.of(HttpMethod.valueOf(route.method())))
                .integration(new HttpLambdaIntegration(route.function(), function.alias()))
                .build());
        var reason = route.isGreedy()
                ? "anybody may look at a run: the handler reads what is public, and can write nothing"
                : "miners have no AWS identity: their calls are signed with their hotkey, and the handler checks that";
        made.forEach(resource -> Reasons.accept(resource, "AwsSolutions-APIG4", reason));
        return made;
    }

    /** Name of the machine that answers. */
    String host() {
        return host;
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
