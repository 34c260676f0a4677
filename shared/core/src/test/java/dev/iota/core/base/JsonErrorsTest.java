package dev.iota.core.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a document is said in words that whoever wrote it understands. */
class JsonErrorsTest {
    enum Colour {
        RED,
        GREEN
    }

    record Inner(int count, Optional<Duration> length) {}

    record Doc(String name, int steps, double rate, Colour colour, List<Inner> parts, Instant from, boolean open) {}

    private static final String GOOD =
            "{\"name\":\"n\",\"steps\":1,\"rate\":0.5,\"colour\":\"RED\",\"parts\":[{\"count\":1,\"length\":\"PT1S\"}],"
                    + "\"from\":\"2026-03-01T12:00:00Z\",\"open\":true}";

    @Test
    void a_good_document_is_read() {
        assertThat(Json.read(GOOD, Doc.class).parts()).hasSize(1);
    }

    /** What of the good document becomes what, and what is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"name\":\"n\" | \"name\":\"n\",\"nam\":\"n\" | unknown field 'nam'; known are ",
                "\"name\":\"n\", | `` | field 'name' is missing",
                "\"name\":\"n\" | \"name\":null | field 'name' is null",
                "\"name\":\"n\" | \"name\":{} | field 'name' is not a text, at line 1:9",
                "\"steps\":1 | \"steps\":null | field 'steps' is null",
                "\"steps\":1 | \"steps\":1.5 | field 'steps' is '1.5'; wanted a whole number",
                "\"steps\":1 | \"steps\":\"one\" | field 'steps' is 'one'; wanted a whole number",
                "\"steps\":1 | \"steps\":99999999999 | field 'steps' is a number out of range",
                "\"steps\":1 | \"steps\":1,\"steps\":2 | Duplicate field 'steps', at line 1:",
                "\"rate\":0.5 | \"rate\":\"fast\" | field 'rate' is 'fast'; wanted a number",
                "\"RED\" | \"BLUE\" | field 'colour' is 'BLUE'; wanted one of RED, GREEN",
                "\"RED\" | 1 | field 'colour' is '1'; wanted one of RED, GREEN",
                "\"count\":1, | `` | field 'parts[0].count' is missing",
                "\"count\":1 | \"count\":1,\"cuont\":1 | unknown field 'parts[0].cuont'",
                "\"PT1S\" | \"1s\" | field 'parts[0].length' is '1s'; wanted a duration such as PT10S",
                "\"steps\":1 | steps:1 | it is no JSON, at line 1:",
                "\"2026-03-01T12:00:00Z\" | \"soon\" | field 'from' is 'soon'; wanted a time such as 2026-",
                "true} | yes} | it is no JSON, at line 1:",
                "true} | true | it is cut off: end-of-input before its JSON is complete, at line 1:",
                "true} | true}{} | there is more text after its end",
                "true} | \"maybe\"} | field 'open' is 'maybe'; wanted true or false",
            })
    void a_broken_document_is_told_what_is_wrong_with_it(String part, String instead, String said) {
        assertThatThrownBy(() -> Json.read(GOOD.replace(part, instead), Doc.class))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("Doc: ")
                .hasMessageContaining(said)
                .satisfies(JsonErrorsTest::hasNoWordOfTheLibrary);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | it is empty",
                "[] | it is not an object with fields",
                "7 | it is not an object with fields",
                "<html> | it is no JSON, at line 1:",
                "{ | it is cut off",
            })
    void what_is_no_document_at_all_is_called_so(String text, String said) {
        for (var type : List.of(Doc.class, RunSpec.class)) {
            assertThatThrownBy(() -> Json.read(text, type))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining(said)
                    .satisfies(JsonErrorsTest::hasNoWordOfTheLibrary);
        }
    }

    @Test
    void an_unknown_type_a_missing_one_and_too_deep_a_document_are_called_so() {
        assertThatThrownBy(() -> Json.read("{\"type\":\"dance\"}", Event.class))
                .hasMessage("Event: field 'type' is 'dance', which is unknown");
        assertThatThrownBy(() -> Json.read("{}", Event.class)).hasMessage("Event: field 'type' is missing");
        assertThatThrownBy(() -> Json.read("[".repeat(10_000), JsonNode.class))
                .hasMessageContaining("deeper nested")
                .satisfies(JsonErrorsTest::hasNoWordOfTheLibrary);
    }

    @Test
    void yaml_is_called_yaml() {
        assertThatThrownBy(() -> Json.readYaml("name: \"x", Doc.class))
                .hasMessageContaining("it is no YAML, at line 1:")
                .satisfies(JsonErrorsTest::hasNoWordOfTheLibrary);
        assertThatThrownBy(() -> Json.readYaml("name: x", Doc.class)).hasMessageContaining("field 'steps' is missing");
    }

    private static void hasNoWordOfTheLibrary(Throwable error) {
        assertThat(error.getMessage())
                .doesNotContain("FAIL_ON", "Deserialization", "deserialize", "creator", "token", "java.", "jackson")
                .doesNotContain("\n");
    }
}
