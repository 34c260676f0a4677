package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.SignedRequest;
import dev.iota.orchestrator.RegisterFunction;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is deployed, run by the runtime that Lambda runs, in a process of its own. */
@Tag("cloud")
@EnabledOnOs(value = OS.LINUX, disabledReason = "Lambda's runtime has native code for Linux alone")
class LambdaJarTest {
    private static final Path BUILT = Path.of("..", "orchestrator-functions", "target");
    private static final String RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String PATH = "/v1/register";
    private static final int UNAUTHORISED = 401;
    private static final int FAILED = 500;
    private static final String HANDLER = RegisterFunction.class.getName() + "::handleRequest";

    @Test
    void the_deployed_jar_answers_and_reports_failures_under_the_real_runtime(@TempDir Path folder) throws Exception {
        var jar = jar();
        assumeTrue(jar.isPresent(), "the Lambda jar is not built; ./mvnw verify builds it before this test");
        try (var cloud = new CloudFixture(folder.resolve("run"));
                var api = new RuntimeApi()) {
            var process =
                    start(jar.get(), cloud.cloud.file().environment(), api.address(), folder.resolve("lambda.log"));
            try {
                assertThat(answer(api.invoke(request(Map.of())))).isEqualTo(UNAUTHORISED);
                var failed = api.invoke("[]");
                assertThat(failed.failed()).as(failed.body()).isTrue();
                // Its signature is right, and there is no such run in the real tables that the handler asks.
                assertThat(answer(api.invoke(request(signature())))).isEqualTo(FAILED);
                assertThat(folder.resolve("lambda.log")).content().contains("the run 'test' is not set up");
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static String request(Map<String, String> headers) {
        return Json.write(Map.of(
                "version",
                "2.0",
                "routeKey",
                "POST " + PATH,
                "rawPath",
                PATH,
                "headers",
                headers,
                "body",
                "{}",
                "isBase64Encoded",
                false,
                "requestContext",
                Map.of("http", Map.of("method", "POST", "path", PATH, "sourceIp", "127.0.0.1"))));
    }

    private static Map<String, String> signature() {
        var target = new SignedRequest.Target(CloudFixture.NAMES.run(), "POST", PATH, "", "{}");
        return SignedRequest.sign(KeyPair.generate(new SecureRandom()), target, Instant.now(), "1")
                .headers();
    }

    private static int answer(RuntimeApi.Outcome outcome) {
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
        return Json.read(outcome.body(), JsonNode.class).path("statusCode").asInt();
    }

    private static Optional<Path> jar() throws IOException {
        if (!Files.isDirectory(BUILT)) {
            return Optional.empty();
        }
        try (var jars = Files.newDirectoryStream(BUILT, "orchestrator-functions-*-lambda.jar")) {
            var found = jars.iterator();
            return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
        }
    }

    private static Process start(Path jar, Map<String, String> environment, String api, Path log) throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(jar),
                        RUNTIME,
                        HANDLER)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API", api,
                        "AWS_LAMBDA_FUNCTION_NAME", "probe",
                        "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512",
                        "AWS_LAMBDA_LOG_GROUP_NAME", "probe",
                        "AWS_LAMBDA_LOG_STREAM_NAME", "probe",
                        "_HANDLER", HANDLER,
                        "LAMBDA_TASK_ROOT", "."));
        return builder.start();
    }

    /** The jar and what Lambda adds to it: nothing else that this module knows. */
    private static String classPath(Path jar) {
        var path = new ArrayList<>(List.of(jar.toString()));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> Path.of(entry).getFileName().toString().startsWith("aws-lambda-java-"))
                .forEach(path::add);
        return String.join(File.pathSeparator, path);
    }
}
