package dev.iota.local.cloud.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

/** A state machine that somebody made by mistake can be changed and deleted. */
@Tag("cloud")
class ChangedMachineTest {
    private static final String WAIT = """
            "W": {"Type": "Wait", "Seconds": 5, "Output": "%s", "End": true}""";

    private final ManualClock clock = new ManualClock();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void a_deleted_state_machine_is_gone_and_its_executions_go_on() throws Exception {
        String machine;
        String execution;
        try (var states = new StatesFixture(folder, clock)) {
            machine = states.machine("W", WAIT.formatted("kept"));
            execution = states.start(machine, "{}");

            states.client.deleteStateMachine(request -> request.stateMachineArn(machine));
            states.client.deleteStateMachine(request -> request.stateMachineArn(machine));

            assertThatThrownBy(() -> states.client.describeStateMachine(request -> request.stateMachineArn(machine)))
                    .isInstanceOf(StateMachineDoesNotExistException.class);
            assertThatThrownBy(() -> states.start(machine, "{\"n\": 2}"))
                    .isInstanceOf(StateMachineDoesNotExistException.class);
        }
        try (var states = new StatesFixture(folder, clock)) {
            assertThat(states.client.listStateMachines().stateMachines()).isEmpty();
            states.pass(Duration.ofSeconds(5));
            assertThat(states.ended(execution).output()).isEqualTo("\"kept\"");
            assertThat(states.machine("W", WAIT.formatted("another"))).isEqualTo(machine);
        }
    }

    @Test
    void a_changed_state_machine_is_that_of_the_next_executions() throws Exception {
        try (var states = new StatesFixture(folder, clock)) {
            var machine = states.machine("W", WAIT.formatted("old"));
            var before = states.start(machine, "{\"n\": 1}");

            var changed = states.client.updateStateMachine(request -> request.stateMachineArn(machine)
                    .definition("{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"W\", \"States\": {%s}}"
                            .formatted(WAIT.formatted("new"))));
            var after = states.start(machine, "{\"n\": 2}");

            assertThat(changed.updateDate()).isNotNull();
            states.pass(Duration.ofSeconds(5));
            assertThat(states.ended(before).output()).isEqualTo("\"old\"");
            assertThat(states.ended(after).output()).isEqualTo("\"new\"");
            assertThatThrownBy(() -> states.client.updateStateMachine(
                            request -> request.stateMachineArn(machine).definition("{}")))
                    .isInstanceOf(InvalidDefinitionException.class);
            assertThat(states.client
                            .describeStateMachine(request -> request.stateMachineArn(machine))
                            .definition())
                    .contains("new");
        }
    }
}
