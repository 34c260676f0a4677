package dev.iota.local.cloud.states.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Query;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions that Step Functions adds to the language; the values are those of AWS's own page where it has any. */
class ServiceFunctionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "$partition([1,2,3,4,5,6,7,8,9], 4) | [[1,2,3,4],[5,6,7,8],[9]]",
                "$partition([1,2,3], 5) | [[1,2,3]]",
                "$partition(7, 1) | [[7]]",
                "$partition([], 2) | []",
                "$count($partition([1..10], 3)) | 4",
                "$map($partition([1..4], 2), $sum) | [3,7]",
                "$range(0, 10, 2) | [0,2,4,6,8,10]",
                "$range(1, 9, 3) | [1,4,7]",
                "$range(5, 1, -2) | [5,3,1]",
                "$range(1, 0, 1) | []",
                "$sum($range(1, 4, 1)) | 10",
                "$parse('{\"a\": [1, null, \"x\"]}') | {\"a\":[1,null,\"x\"]}",
                "$parse('{\"a\": {\"b\": 5}}').a.b | 5",
                "$parse('1') | 1",
                "$hash('', 'MD5') | \"d41d8cd98f00b204e9800998ecf8427e\"",
                "$hash('abc', 'SHA-1') | \"a9993e364706816aba3e25717850c26c9cd0d89d\"",
                "$hash('ü', 'SHA-256') | \"607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f\"",
                "$random(7) = $random(7) | true",
                "$random(7) = $random(8) | false",
                "$random() < 1 and $random() >= 0 and $random(3) < 1 and $random(3) >= 0 | true",
                "$length($uuid()) | 36",
                "$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) | true",
                "$uuid() = $uuid() | false"
            })
    void they_compute_what_the_service_computes(String expression, String value) throws Exception {
        assertThat(answer(expression).orThrow()).isEqualTo(Documents.parse(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "$partition([1], 0) | $partition wants a size of 1 or more",
                "$partition([1], 1.5) | $partition wants a whole number",
                "$range(1, 5, 0) | $range wants a step that is not 0",
                "$range(1, 1001, 1) = 0 and $range(1, 1000000000, 1) | $range wants a range of at most 1000 values",
                "$range(1, 5) | $range wants the first, the last and the step",
                "$parse('{') | no JSON",
                "$hash('a', 'CRC32') | $hash wants one of the algorithms",
                "$uuid(1) | $uuid wants nothing",
                "$random('a') | $random wants a whole number",
                "($e := $eval; $e('1')) | $eval is not supported"
            })
    void what_they_cannot_take_is_told(String expression, String why) {
        var failure = Objects.requireNonNull(answer(expression).failure());

        assertThat(failure.error()).isEqualTo(Failure.QUERY);
        assertThat(failure.cause()).contains(why);
    }

    @Test
    void what_is_not_there_stays_so() {
        assertThat(Objects.requireNonNull(answer("$partition(nothing, 2)").failure())
                        .cause())
                .contains("has no value");
        assertThat(Objects.requireNonNull(answer("$hash(nothing, 'MD5')").failure())
                        .cause())
                .contains("has no value");
    }

    private static Answer answer(String expression) {
        return Calculator.answer(new Query(expression, Map.of(), JsonNodeFactory.instance.objectNode(), Instant.EPOCH));
    }
}
