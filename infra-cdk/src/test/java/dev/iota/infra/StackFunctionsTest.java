package dev.iota.infra;

import static dev.iota.infra.SynthesizedStack.NAMES;
import static dev.iota.infra.SynthesizedStack.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What runs in the stack, and what calls it. */
@Tag("infra")
@ExtendWith(Synthesis.class)
class StackFunctionsTest {
    private final SynthesizedStack stack;

    StackFunctionsTest(SynthesizedStack stack) {
        this.stack = stack;
    }

    @Test
    void state_machines_are_deployed_as_their_texts_stand() {
        for (var shape : RESOURCES.stateMachines()) {
            var machine = stack.properties(
                    "AWS::StepFunctions::StateMachine", "StateMachineName", NAMES.stateMachine(shape.name()));
            assertThat(machine.path("DefinitionString").asText()).isEqualTo(shape.definition());
            assertThat(machine.path("DefinitionSubstitutions").properties())
                    .extracting(java.util.Map.Entry::getKey)
                    .containsExactlyInAnyOrderElementsOf(shape.substitutions().keySet());
        }
    }

    @Test
    void functions_run_their_handler_on_java_25_from_a_snapshot() {
        for (var shape : RESOURCES.functions()) {
            var function = stack.function(shape.name());
            assertThat(function.path("Handler").asText()).isEqualTo(shape.handler());
            assertThat(function.path("MemorySize").asInt()).isEqualTo(shape.memoryMb());
            assertThat(function.path("Timeout").asLong())
                    .isEqualTo(shape.timeout().toSeconds());
            assertThat(function.path("Runtime").asText()).isEqualTo("java25");
            assertThat(function.path("Architectures"))
                    .extracting(JsonNode::asText)
                    .containsExactly("arm64");
            assertThat(function.at("/SnapStart/ApplyOn").asText()).isEqualTo("PublishedVersions");
            assertThat(function.at("/Environment/Variables/IOTA_RUN").asText()).isEqualTo(NAMES.run());
            assertThat(stack.text(function.at("/LoggingConfig/LogGroup")))
                    .isEqualTo("/aws/lambda/" + NAMES.function(shape.name()));
        }
    }

    @Test
    void everything_invokes_the_alias_because_only_published_versions_have_a_snapshot() {
        var aliases = aliases();
        var invoked = Stream.of(
                        stack.properties("AWS::Lambda::EventSourceMapping").stream()
                                .map(mapping -> mapping.path("FunctionName")),
                        stack.properties("AWS::Events::Rule").stream().map(rule -> rule.at("/Targets/0/Arn")),
                        stack.properties("AWS::StepFunctions::StateMachine").stream()
                                .flatMap(machine ->
                                        machine.path("DefinitionSubstitutions").valueStream()),
                        stack.properties("AWS::ApiGatewayV2::Integration").stream()
                                .map(api -> api.path("IntegrationUri")))
                .flatMap(targets -> targets)
                .toList();
        assertThat(invoked)
                .hasSize(RESOURCES.functions().size())
                .allMatch(target -> aliases.containsAll(target.findValuesAsText("Ref"))
                        && !target.findValuesAsText("Ref").isEmpty());
    }

    @Test
    void of_a_batch_only_the_failed_messages_come_again() {
        assertThat(stack.properties("AWS::Lambda::EventSourceMapping"))
                .hasSameSizeAs(RESOURCES.eventSources())
                .allMatch(mapping ->
                        mapping.path("FunctionResponseTypes").path(0).asText().equals("ReportBatchItemFailures"));
        for (var source : RESOURCES.eventSources()) {
            assertThat(stack.properties("AWS::Lambda::EventSourceMapping", "EventSourceArn", source.queue())
                            .path("BatchSize")
                            .asInt())
                    .isEqualTo(source.batchSize());
        }
    }

    @Test
    void only_timers_and_slices_of_shards_may_cause_their_next_turn() {
        assertThat(stack.properties("AWS::Lambda::Function"))
                .filteredOn(function -> function.path("RecursiveLoop").asText().equals("Allow"))
                .extracting(function -> function.path("FunctionName").asText())
                .containsExactlyInAnyOrder(NAMES.function("Timers"), NAMES.function("MergeShard"));
    }

    @Test
    void a_sweep_comes_every_minute_and_is_not_repeated() {
        assertThat(stack.properties("AWS::Events::Rule"))
                .extracting(rule -> rule.path("ScheduleExpression").asText())
                .containsExactly("rate(1 minute)");
        assertThat(stack.properties("AWS::Lambda::EventInvokeConfig"))
                .extracting(config -> config.path("MaximumRetryAttempts").asInt(-1))
                .containsExactly(0);
    }

    @Test
    void the_api_is_throttled_and_logs_its_calls() {
        assertThat(stack.properties("AWS::ApiGatewayV2::Stage")).singleElement().satisfies(stage -> {
            assertThat(stage.path("StageName").asText()).isEqualTo("$default");
            assertThat(stage.at("/DefaultRouteSettings/ThrottlingRateLimit").asInt())
                    .isPositive();
            assertThat(stage.at("/DefaultRouteSettings/ThrottlingBurstLimit").asInt())
                    .isPositive();
            assertThat(stage.at("/AccessLogSettings/Format").asText()).contains("$context.routeKey");
        });
    }

    private List<String> aliases() {
        return stack.template()
                .path("Resources")
                .propertyStream()
                .filter(entry -> entry.getValue().path("Type").asText().equals("AWS::Lambda::Alias"))
                .map(Map.Entry::getKey)
                .toList();
    }
}
