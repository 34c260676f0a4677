package dev.iota.local.cloud.states.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no definition here, and what its author is told. */
class DefinitionReaderTest {
    private static final String TASK = "'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', "
            + "'Arguments': {'FunctionName': 'f', 'Payload': {}}";

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'Type': 'Pass', 'End': true, 'ResultPath': '$.x' | [ResultPath], which is not supported",
                "'Type': 'Pass', 'End': true, 'QueryLanguage': 'JSONPath' | can only be \"JSONata\"",
                "'Type': 'Nap', 'End': true | 'Nap', which does not exist",
                "'Type': 'Pass' | either Next or \"End\"",
                "'Type': 'Pass', 'Next': 'B' | 'B', which is none of the states [A]",
                "'Type': 'Pass', 'End': true, 'Output': '{% 1 + %}' | cannot be parsed",
                "'Type': 'Pass', 'End': true, 'Output': {'x': ['{% 1']} | only one end of an expression",
                "'Type': 'Pass', 'End': true, 'Assign': {'states': 1} | cannot be the name of a variable",
                "'Type': 'Wait', 'End': true | either Seconds or Timestamp",
                "'Type': 'Wait', 'Timestamp': 'tomorrow', 'End': true | a time of ISO 8601",
                "'Type': 'Wait', 'Timestamp': '2026-02-30T00:00:00Z', 'End': true | a time of ISO 8601",
                "'Type': 'Pass', 'End': true, 'Output': '{% $eval(1) %}' | $eval, which is not supported",
                "'Type': 'Wait', 'Seconds': -1, 'End': true | from 0",
                "'Type': 'Choice', 'Choices': [] | Choices of the state 'A' must not be empty",
                "'Type': 'Choice', 'Choices': [{'Condition': '1', 'Next': 'A'}] | Condition of Choices[0]",
                "'Type': 'Task', 'Resource': 'arn:aws:states:::sqs:sendMessage', 'Arguments': {},"
                        + " 'End': true | is none of",
                "'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Arguments':"
                        + " {'Payload': 1}, 'End': true | no FunctionName",
                "%s, 'HeartbeatSeconds': 5, 'End': true | nobody has a token",
                "%s, 'TimeoutSeconds': 0, 'End': true | from 1",
                "%s, 'Retry': [{'ErrorEquals': ['States.ALL', 'X']}], 'End': true | must stand alone",
                "%s, 'Retry': [{'ErrorEquals': ['States.ALL']}, {'ErrorEquals': ['X']}], 'End': true | must come last",
                "%s, 'Retry': [{'ErrorEquals': ['X'], 'BackoffRate': 0.5}], 'End': true | BackoffRate",
                "%s, 'Retry': [{'ErrorEquals': ['X'], 'Next': 'A'}], 'End': true | [Next], which is not supported",
                "%s, 'Catch': [{'ErrorEquals': ['X']}], 'End': true | Catch[0] of the state 'A' has no Next",
                "'Type': 'Map', 'End': true | has no ItemProcessor",
                "'Type': 'Map', 'ToleratedFailureCount': 1, 'ItemProcessor': {'StartAt': 'B',"
                        + " 'States': {'B': {'Type': 'Succeed'}}}, 'End': true | [ToleratedFailureCount]",
                "'Type': 'Parallel', 'Branches': [{'StartAt': 'A', 'States': {'A': {'Type':"
                        + " 'Succeed'}}}], 'End': true | two states named 'A'",
                "'Type': 'Parallel', 'Assign': {'x': 1}, 'Branches': [{'StartAt': 'B', 'States': {'B':"
                        + " {'Type': 'Pass', 'Assign': {'x': 1}, 'End': true}}}], 'End': true | belongs to an"
                        + " outer graph",
                "'Type': 'Succeed'}, 'B': {'Type': 'Succeed' | no state leads to 'B'"
            })
    void what_could_not_be_followed_here_is_refused_with_the_reason(String state, String reason) {
        refused(
                "{'QueryLanguage': 'JSONata', 'StartAt': 'A', 'States': {'A': {%s}}}"
                        .formatted(state.replace("%s", TASK)),
                reason);
    }

    @Test
    void a_definition_of_the_other_dialect_or_of_none_is_refused() {
        refused("{'StartAt': 'A', 'States': {'A': {'Type': 'Succeed'}}}", "QueryLanguage is null");
        refused("{'QueryLanguage': 'JSONPath'}", "QueryLanguage is \"JSONPath\"");
        refused("{", "no JSON");
        refused("[]", "must be an object");
    }

    @Test
    void the_dialect_may_be_said_of_every_state_in_place_of_all() throws Exception {
        var text = "{'StartAt': 'A', 'States': {'A': {'QueryLanguage': 'JSONata', 'Type': 'Map', 'End': true,"
                + " 'ItemProcessor': {'StartAt': 'B', 'States': {'B': {%s 'Type': 'Succeed'}}}}}}";

        assertThat(DefinitionReader.read(
                                text.formatted("'QueryLanguage': 'JSONata',").replace('\'', '"'))
                        .graph()
                        .start())
                .isEqualTo("A");
        refused(text.formatted(""), "QueryLanguage is null");
        refused(text.formatted("'QueryLanguage': 'JSONPath',"), "QueryLanguage is null");
    }

    @Test
    void what_only_looks_like_a_call_of_eval_is_taken() throws Exception {
        var text = "{'QueryLanguage': 'JSONata', 'StartAt': 'A', 'States': {'A': {'Type': 'Pass', 'End': true,"
                + " 'Output': '{% `$eval(` & \\'$eval(1)\\' /* $eval( */ & $evaluated(1) %}'}}}";

        assertThat(DefinitionReader.read(text.replace("\\'", "\\\"").replace('\'', '"'))
                        .graph()
                        .start())
                .isEqualTo("A");
    }

    @Test
    void an_expression_that_is_nested_too_deep_to_be_read_is_refused() {
        refused(
                "{'QueryLanguage': 'JSONata', 'StartAt': 'A', 'States': {'A': {'Type': 'Pass', 'End': true,"
                        + " 'Output': '{%% %s1%s %%}'}}}".formatted("(".repeat(100_000), ")".repeat(100_000)),
                "cannot be parsed");
    }

    @Test
    void defaults_are_those_of_the_language() throws Exception {
        var text = ("{'QueryLanguage': 'JSONata', 'StartAt': 'A', 'States': {'A': {%s, 'Retry':"
                        + " [{'ErrorEquals': ['X']}], 'End': true}}}")
                .formatted(TASK)
                .replace('\'', '"');

        var retrier = DefinitionReader.read(text)
                .graph()
                .state("A")
                .recovery()
                .retriers()
                .getFirst();

        assertThat(retrier.interval()).isEqualTo(1);
        assertThat(retrier.attempts()).isEqualTo(3);
        assertThat(retrier.backoff()).isEqualTo(2);
        assertThat(retrier.longest()).isNull();
        assertThat(retrier.jitter()).isFalse();
    }

    private static void refused(String definition, String reason) {
        assertThatThrownBy(() -> DefinitionReader.read(definition.replace('\'', '"')))
                .isInstanceOf(RejectedException.class)
                .message()
                .satisfies(message -> assertThat(message.replace('"', '\'')).contains(reason.replace('"', '\'')));
    }
}
