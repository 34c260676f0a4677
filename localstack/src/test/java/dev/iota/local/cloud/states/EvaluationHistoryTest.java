package dev.iota.local.cloud.states;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** A history tells which expression failed. */
@Tag("cloud")
@TestInstance(Lifecycle.PER_CLASS)
class EvaluationHistoryTest {
    private StatesFixture states;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        states = new StatesFixture(folder);
    }

    @AfterAll
    void stop() throws Exception {
        states.close();
    }

    private List<HistoryEvent> history(String start, String definition) throws Exception {
        var execution = states.start(states.machine(start, definition), "{}");
        states.ended(execution);
        return states.client
                .getExecutionHistory(request -> request.executionArn(execution))
                .events();
    }

    private static List<String> types(List<HistoryEvent> history) {
        return history.stream().map(HistoryEvent::typeAsString).toList();
    }

    @Test
    void a_failed_expression_is_an_event_that_names_its_state_and_field() throws Exception {
        var history = history("A", """
                "A": {"Type": "Pass", "End": true, "Output": {"a": [1, "{% $states.input.none %}"]}}""");

        assertThat(types(history))
                .containsExactly("ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed");
        var details = history.get(2).evaluationFailedEventDetails();
        assertThat(details.state()).isEqualTo("A");
        assertThat(details.location()).isEqualTo("Output/a[1]");
        assertThat(details.error()).isEqualTo("States.QueryEvaluationError");
        assertThat(details.cause()).contains("$states.input.none");
        assertThat(history.get(2).previousEventId()).isEqualTo(2);
        assertThat(history.get(3).previousEventId()).isEqualTo(3);
    }

    @Test
    void a_value_that_its_field_cannot_take_is_such_an_event() throws Exception {
        var history = history("A", """
                "A": {"Type": "Wait", "End": true, "Seconds": "{% 'soon' %}"}""");

        assertThat(types(history)).contains("EvaluationFailed");
        assertThat(history.get(2).evaluationFailedEventDetails().location()).isEqualTo("Seconds");
    }

    @Test
    void a_map_whose_items_cannot_be_computed_has_failed() throws Exception {
        var history = history("M", """
                "M": {"Type": "Map", "End": true, "Items": "{% 1 + 1 %}", "ItemProcessor": {"StartAt": "B", "States": {
                    "B": {"Type": "Succeed"}}}}""");

        assertThat(types(history))
                .containsExactly(
                        "ExecutionStarted", "MapStateEntered", "EvaluationFailed", "MapStateFailed", "ExecutionFailed");
        assertThat(history.get(2).evaluationFailedEventDetails().location()).isEqualTo("Items");
    }

    @Test
    void a_map_one_of_whose_iterations_fails_has_failed() throws Exception {
        var history = history("M", """
                "M": {"Type": "Map", "End": true, "Items": [1], "ItemProcessor": {"StartAt": "B", "States": {
                    "B": {"Type": "Pass", "End": true, "Assign": {"x": "{% $none %}"}}}}}""");

        assertThat(types(history))
                .containsExactly(
                        "ExecutionStarted",
                        "MapStateEntered",
                        "MapStateStarted",
                        "MapIterationStarted",
                        "PassStateEntered",
                        "EvaluationFailed",
                        "MapIterationFailed",
                        "MapStateFailed",
                        "ExecutionFailed");
        assertThat(history.get(5).evaluationFailedEventDetails().location()).isEqualTo("Assign/x");
    }
}
