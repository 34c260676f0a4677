package dev.iota.infra;

import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.Names;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/**
 * The functions, all from one jar. None reserves concurrency: what is reserved is taken from the rest of the account,
 * and what could starve the event handler, a flood of calls from outside, is stopped by the API's throttle.
 */
final class OrchestratorFunctions extends Construct {
    private final Map<String, OrchestratorFunction> byName = new LinkedHashMap<>();

    OrchestratorFunctions(Construct scope, List<FunctionShape> shapes, Settings settings) {
        super(scope, "Functions");
        var code = Code.fromAsset(settings.functionsJar().toString());
        var environment = environment(settings);
        for (var shape : shapes) {
            byName.put(shape.name(), new OrchestratorFunction(this, shape, settings.names(), code, environment));
        }
    }

    /** Where a function finds what it works on. */
    private static Map<String, String> environment(Settings settings) {
        var names = settings.names();
        var environment = new LinkedHashMap<String, String>();
        environment.put(Names.RUN_VARIABLE, names.run());
        if (!names.account().isEmpty()) {
            environment.put(Names.ACCOUNT_VARIABLE, names.account());
        }
        if (settings.objects() != null) {
            environment.putAll(settings.objects().environment());
        }
        return environment;
    }

    /** The function with this logical name. */
    OrchestratorFunction get(String name) {
        return Found.in(byName, "function", name);
    }

    Collection<OrchestratorFunction> all() {
        return byName.values();
    }
}
