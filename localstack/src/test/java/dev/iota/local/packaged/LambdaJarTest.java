package dev.iota.local.packaged;

import static dev.iota.local.packaged.PackagedCloud.NAMES;
import static dev.iota.local.packaged.PackagedCloud.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.RouteShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is deployed, run by the runtime that Lambda runs, in a process of its own. */
@Tag("cloud")
@EnabledOnOs(value = OS.LINUX, disabledReason = "Lambda's runtime has native code for Linux alone")
class LambdaJarTest {
    private static final int ANSWERED = 200;
    private static final int MALFORMED = 400;
    private static final int UNAUTHORISED = 401;
    private static final int FENCED = 409;
    private static final int NO_RUN = 503;
    private static final RouteShape REGISTER = RESOURCES.routes().stream()
            .filter(route -> route.function().equals("Register"))
            .findFirst()
            .orElseThrow();

    /** Called by the API, and by a queue. */
    private static final Set<String> SOME = Set.of("Renew", "Events");

    @TempDir
    private Path folder;

    private Path jar = Path.of("");

    @BeforeEach
    void find() throws Exception {
        var built = PackagedFunction.jar();
        assumeTrue(built.isPresent(), "the Lambda jar is not built; ./mvnw verify builds it before this test");
        jar = built.get();
    }

    @Test
    void the_deployed_jar_answers_and_reports_failures_under_the_real_runtime() throws Exception {
        try (var cloud = PackagedCloud.empty(folder.resolve("run"));
                var api = new RuntimeApi();
                var process = start(function("Register"), PackagedFunction.Start.COLD, api, cloud)) {
            assertThat(FunctionCalls.status(api.invoke(FunctionCalls.request(REGISTER, Map.of()))))
                    .isEqualTo(UNAUTHORISED);
            var failed = api.invoke("[]");
            assertThat(failed.failed()).as(failed.body()).isTrue();
            // Its signature is right, and there is no such run in the real tables that the handler asks.
            assertThat(FunctionCalls.status(api.invoke(FunctionCalls.signed(REGISTER, NAMES.run()))))
                    .isEqualTo(NO_RUN);
            assertThat(folder.resolve("lambda.log")).content().contains("the run 'test' is not set up yet");
            assertThat(process.processorTime()).isPositive();
        }
    }

    @Test
    void some_functions_rehearse_a_call_for_their_snapshots_and_do_their_work_after_a_restore() throws Exception {
        assertThat(RESOURCES.functions()).extracting(FunctionShape::name).containsAll(SOME);
        rehearse(function -> SOME.contains(function.name()));
    }

    @Test
    @Tag("long")
    void every_function_rehearses_a_call_for_its_snapshot_and_does_its_work_after_a_restore() throws Exception {
        rehearse(_ -> true);
    }

    private void rehearse(Predicate<FunctionShape> chosen) throws Exception {
        try (var cloud = PackagedCloud.open(folder.resolve("run"))) {
            for (var function : RESOURCES.functions().stream().filter(chosen).toList()) {
                try (var api = new RuntimeApi();
                        var process = start(function, PackagedFunction.Start.SNAPSHOT, api, cloud)) {
                    assertThat(api.awaitCheckpoint()).as(function.name()).isEmpty();
                    // A rehearsal says nothing, unless it went wrong.
                    assertThat(folder.resolve("lambda.log"))
                            .as(function.name())
                            .content()
                            .isEmpty();
                    api.restore();
                    var outcome = api.invoke(FunctionCalls.of(function, RESOURCES, NAMES.run()));
                    assertThat(outcome.failed()).as(outcome.body()).isFalse();
                    assertAnswer(function, outcome);
                    assertThat(process.processorTime()).isPositive();
                    Files.writeString(folder.resolve("lambda.log"), "");
                }
            }
        }
    }

    private static void assertAnswer(FunctionShape function, RuntimeApi.Outcome outcome) {
        switch (function.name()) {
            case "Register", "Status" ->
                assertThat(FunctionCalls.status(outcome)).isEqualTo(ANSWERED);
            // They know their callers' bodies, which this one is none of.
            case "Renew", "Upload" -> assertThat(FunctionCalls.status(outcome)).isEqualTo(MALFORMED);
            case "Validate" -> assertThat(FunctionCalls.status(outcome)).isIn(MALFORMED, FENCED);
            // What is no message of theirs is quarantined, and so does not come again.
            case "Events", "Timers", "MergeShard" -> assertThat(outcome.body()).contains("\"batchItemFailures\":[]");
            case "Epoch" -> assertThat(outcome.body()).contains("stages");
            default -> assertThat(outcome.body()).isEqualTo("null");
        }
    }

    private PackagedFunction start(
            FunctionShape function, PackagedFunction.Start start, RuntimeApi api, PackagedCloud cloud)
            throws Exception {
        return PackagedFunction.start(
                jar, function.handler(), start, api, cloud.environment(), folder.resolve("lambda.log"), List.of());
    }

    private static FunctionShape function(String name) {
        return RESOURCES.functions().stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
