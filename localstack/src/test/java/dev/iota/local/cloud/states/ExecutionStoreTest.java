package dev.iota.local.cloud.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;

/** State machines and executions as things with names, which are made, found, listed and ended. */
@Tag("cloud")
class ExecutionStoreTest {
    private static final String WAITING = """
            "Wait": {"Type": "Wait", "Seconds": 60, "End": true}""";

    private StatesFixture states;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void stop() throws Exception {
        states.close();
    }

    @Test
    void an_open_execution_is_found_again_by_name_and_input_and_refuses_another_input() {
        var machine = states.machine("Wait", WAITING);
        var first = start(machine, "one", "{\"x\": 1}");
        states.pass(Duration.ofSeconds(1));

        assertThat(start(machine, "one", "{\"x\": 1}")).isEqualTo(first);
        assertThatThrownBy(() -> start(machine, "one", "{\"x\": 2}"))
                .isInstanceOf(ExecutionAlreadyExistsException.class)
                .hasMessageContaining(first);
    }

    @Test
    void the_name_of_an_execution_that_ended_is_free_after_ninety_days() throws Exception {
        var machine = states.machine("Wait", WAITING);
        var first = start(machine, "one", "{}");
        states.pass(Duration.ofSeconds(60));
        assertThat(states.ended(first).status()).isEqualTo(ExecutionStatus.SUCCEEDED);

        states.pass(Duration.ofDays(90).minusMillis(1));
        assertThatThrownBy(() -> start(machine, "one", "{}")).isInstanceOf(ExecutionAlreadyExistsException.class);
        states.pass(Duration.ofMillis(1));

        assertThat(start(machine, "one", "{}")).isEqualTo(first);
        assertThat(states.describe(first).status()).isEqualTo(ExecutionStatus.RUNNING);
    }

    @Test
    void names_inputs_and_state_machines_that_cannot_be_are_refused() {
        var machine = states.machine("Wait", WAITING);

        assertThatThrownBy(() -> start(machine, "a b", "{}")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> start(machine, "a", "{")).isInstanceOf(InvalidExecutionInputException.class);
        assertThatThrownBy(() -> start(machine + "x", "a", "{}")).isInstanceOf(StateMachineDoesNotExistException.class);
        assertThatThrownBy(() -> states.describe(machine + ":x")).isInstanceOf(ExecutionDoesNotExistException.class);
    }

    @Test
    void the_same_state_machine_may_be_made_twice_but_not_another_one_of_its_name() {
        var machine = states.machine("Wait", WAITING);
        var made = states.client.describeStateMachine(request -> request.stateMachineArn(machine));

        assertThat(create(made.name(), made.definition())).isEqualTo(machine);
        assertThatThrownBy(() -> create(made.name(), made.definition().replace("60", "61")))
                .isInstanceOf(StateMachineAlreadyExistsException.class);
        assertThatThrownBy(() -> create("other", "{}"))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("QueryLanguage");
    }

    @Test
    void lists_are_paged_and_filtered() throws Exception {
        var machine = states.machine("Wait", WAITING);
        var other = states.machine("Wait", WAITING);
        for (var name : new String[] {"a", "b", "c"}) {
            start(machine, name, "{}");
            states.clock.advance(Duration.ofSeconds(1));
        }
        states.client.stopExecution(
                request -> request.executionArn(machine.replace(":stateMachine:", ":execution:") + ":b"));

        assertThat(states.client
                        .listExecutionsPaginator(
                                request -> request.stateMachineArn(machine).maxResults(2))
                        .executions())
                .extracting(ExecutionListItem::name)
                .containsExactly("c", "b", "a");
        assertThat(states.client
                        .listExecutions(
                                request -> request.stateMachineArn(machine).statusFilter(ExecutionStatus.RUNNING))
                        .executions())
                .extracting(ExecutionListItem::name)
                .containsExactly("c", "a");
        assertThat(states.client
                        .listExecutions(request -> request.stateMachineArn(other))
                        .executions())
                .isEmpty();
        assertThat(states.client.listStateMachines().stateMachines())
                .extracting(StateMachineListItem::stateMachineArn)
                .containsExactly(machine, other);
    }

    @Test
    void an_execution_can_be_stopped_once() {
        var execution = start(states.machine("Wait", WAITING), "one", "{}");

        var first = states.client.stopExecution(
                request -> request.executionArn(execution).error("Mine").cause("enough"));
        states.pass(Duration.ofSeconds(70));
        var second = states.client.stopExecution(request -> request.executionArn(execution));

        var described = states.describe(execution);
        assertThat(described.status()).isEqualTo(ExecutionStatus.ABORTED);
        assertThat(described.error()).isEqualTo("Mine");
        assertThat(described.cause()).isEqualTo("enough");
        assertThat(described.stopDate()).isEqualTo(first.stopDate()).isEqualTo(second.stopDate());
    }

    @Test
    void a_history_tells_what_happened_in_order_and_in_pages() throws Exception {
        var execution = start(states.machine("Set", """
                "Set": {"Type": "Pass", "Assign": {"v": [1]}, "Next": "Each"},
                "Each": {"Type": "Map", "Items": "{% $v %}", "ItemProcessor": {"StartAt": "Call", "States": {
                    "Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
                        "Arguments": {"FunctionName": "iota-test-echo", "Payload": {}}, "Output": "called"}}},
                            "End": true}"""), "one", "{}");
        states.ended(execution);

        var history = states
                .client
                .getExecutionHistoryPaginator(
                        request -> request.executionArn(execution).maxResults(4))
                .events()
                .stream()
                .toList();

        assertThat(history)
                .extracting(HistoryEvent::typeAsString)
                .containsExactly(
                        "ExecutionStarted",
                        "PassStateEntered",
                        "PassStateExited",
                        "MapStateEntered",
                        "MapStateStarted",
                        "MapIterationStarted",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskSucceeded",
                        "TaskStateExited",
                        "MapIterationSucceeded",
                        "MapStateSucceeded",
                        "MapStateExited",
                        "ExecutionSucceeded");
        assertThat(history).extracting(HistoryEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(history).allSatisfy(event -> {
            assertThat(event.previousEventId()).isLessThan(event.id());
            assertThat(event.timestamp()).isEqualTo(states.clock.instant());
        });
        assertThat(history.get(2).stateExitedEventDetails().assignedVariables()).containsEntry("v", "[1]");
        assertThat(history.get(7).taskScheduledEventDetails().resource()).isEqualTo("invoke");
        assertThat(history.getLast().executionSucceededEventDetails().output()).isEqualTo("[\"called\"]");
        assertThat(states.client
                        .getExecutionHistory(
                                request -> request.executionArn(execution).reverseOrder(true))
                        .events()
                        .reversed())
                .isEqualTo(history);
    }

    private String start(String machine, String name, String input) {
        return states.client
                .startExecution(
                        request -> request.stateMachineArn(machine).name(name).input(input))
                .executionArn();
    }

    private String create(String name, String definition) {
        return states.client
                .createStateMachine(
                        request -> request.name(name).definition(definition).roleArn(StatesFixture.ROLE))
                .stateMachineArn();
    }
}
