package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateMachineShapeTest {
    @Test
    void every_key_of_the_definition_becomes_an_arn() {
        var shape = new StateMachineShape("Epoch", "{a: '${Merge}', b: '${Merge}'}", Map.of("Merge", "MergeTask"));

        assertThat(shape.definitionWith(Map.of("MergeTask", "arn:$1"))).isEqualTo("{a: 'arn:$1', b: 'arn:$1'}");
    }

    @Test
    void keys_and_substitutions_must_be_the_same() {
        assertThatThrownBy(() -> new StateMachineShape("Epoch", "${Merge}", Map.of("Inspect", "InspectTask")))
                .hasMessageContaining("'Epoch' uses [Merge]")
                .hasMessageContaining("[Inspect]");
    }

    @Test
    void a_state_machine_uses_functions_that_exist_and_state_machines_before_it() {
        var inner = new StateMachineShape("Inner", "{}", Map.of());
        var outer = new StateMachineShape("Outer", "${Start}", Map.of("Start", "Inner"));

        assertThat(resources(inner, outer).stateMachines()).containsExactly(inner, outer);
        assertThatThrownBy(() -> resources(outer, inner))
                .hasMessageContaining("Outer")
                .hasMessageContaining("'Inner'");
    }

    private static Resources resources(StateMachineShape... machines) {
        return new Resources(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(machines));
    }
}
