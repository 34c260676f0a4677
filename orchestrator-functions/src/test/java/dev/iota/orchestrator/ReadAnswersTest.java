package dev.iota.orchestrator;

import static dev.iota.orchestrator.Looks.get;
import static dev.iota.orchestrator.Looks.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.base.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How what anybody may see of a run is asked for: what is wrong, what is known already, and what is too much. */
@Tag("security")
class ReadAnswersTest {
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final String UNKNOWN = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    private final CountedCalls calls = new CountedCalls();
    private final TestRun run = TestRun.of(100, 1, calls::around);
    private final ReadFunction read = new ReadFunction(run.services());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/v1/miners|limit=0|400|'limit' is 0",
                "/v1/miners|limit=101|400|'limit' is 101",
                "/v1/miners|limit=many|400|'limit' is 'many'",
                "/v1/miners|limit=1&limit=2|400|'limit' is there twice",
                "/v1/miners|colour=green|400|'colour' is no parameter of /v1/miners",
                "/v1/miners|stage=9|404|there is no stage 9",
                "/v1/miners|after=nobody|400|'after'",
                "/v1/miners/nobody||400|'hotkey'",
                "/v1/miners/" + UNKNOWN + "||404|no miner with the hotkey",
                "/v1/miners/5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX||400|checksum",
                "/v1/epochs/7||404|epoch 7 has not begun",
                "/v1/epochs/x||400|'epoch' is 'x'",
                "/v1/epochs/0/stages/0||404|epoch 0 has not begun",
                "/v1/scores|epoch=3|404|epoch 3 has no ledger",
                "/v1/series|since=yesterday|400|'since' is 'yesterday'",
                "/v1/series|resolution=day|400|'resolution' is 'day'",
                "/v1/events|after=%00|400|'after' is no place",
                "/v1/events|after=%zz|400|escape",
                "/v1/nothing||404|there is nothing at /v1/nothing"
            })
    void what_is_wrong_is_said_in_one_sentence(String path, String query, int status, String words) {
        var response = get(read, path, query == null ? "" : query, Map.of());

        assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
        assertThat(Json.read(response.getBody(), ErrorResponse.class).error()).contains(words);
    }

    @Test
    void what_has_not_changed_is_not_sent_again() {
        run.miner(1);
        var first = get(read, "/v1/run", "", Map.of());
        run.clock().pass(Duration.ofSeconds(10));

        var again = get(
                read, "/v1/run", "", Map.of("if-none-match", first.getHeaders().get("etag")));
        run.miner(1);
        run.clock().pass(Duration.ofSeconds(10));
        var miners = get(
                read,
                "/v1/miners",
                "",
                Map.of("if-none-match", first.getHeaders().get("etag")));

        assertThat(again.getStatusCode()).isEqualTo(304);
        assertThat(again.getBody()).isEmpty();
        assertThat(again.getHeaders().get("x-read-at"))
                .isNotEqualTo(first.getHeaders().get("x-read-at"));
        assertThat(again.getHeaders()).containsEntry("cache-control", "public, max-age=2");
        assertThat(miners.getStatusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/run",
                "/v1/stages",
                "/v1/miners",
                "/v1/epochs",
                "/v1/series",
                "/v1/audits",
                "/v1/scores",
                "/v1/events",
                "/v1/openapi.json"
            })
    void every_answer_can_be_asked_for_again_for_nothing(String path) {
        var headers = get(read, path, "", Map.of()).getHeaders();
        var again = get(read, path, "", Map.of("if-none-match", headers.get("etag")));

        assertThat(headers).containsEntry("cache-control", "public, max-age=2");
        assertThat(again.getStatusCode()).isEqualTo(304);
        assertThat(again.getBody()).isEmpty();
    }

    @Test
    void however_many_look_the_tables_are_read_once_in_two_seconds() {
        get(read, "/v1/run", "", Map.of());
        calls.begin();
        for (var i = 0; i < 2000; i++) {
            assertThat(get(read, "/v1/run", "", Map.of()).getStatusCode()).isEqualTo(200);
        }
        assertThat(calls.total()).isZero();

        run.clock().pass(KEPT.plusMillis(1));
        get(read, "/v1/run", "", Map.of());

        assertThat(calls.total()).isPositive();
    }

    @Test
    void an_address_that_asks_for_ever_other_things_is_told_to_wait() {
        var statuses = new HashSet<Integer>();
        for (var i = 0; i < 601; i++) {
            statuses.add(get(read, "/v1/epochs", "after=" + i, Map.of()).getStatusCode());
        }

        assertThat(statuses).containsExactlyInAnyOrder(200, 429);
        run.clock().pass(Duration.ofMinutes(1).plusMillis(1));
        assertThat(get(read, "/v1/epochs", "", Map.of()).getStatusCode()).isEqualTo(200);
    }

    @Test
    void the_description_is_true_of_every_answer() {
        var miner = run.miner(1);
        run.sweep();
        var description = tree(get(read, "/v1/openapi.json", "", Map.of()));

        for (var path : List.of("/v1/run", "/v1/stages", "/v1/miners", "/v1/epochs", "/v1/series", "/v1/scores")) {
            assertFits(description, path, tree(get(read, path, "", Map.of())));
        }
        assertFits(description, "/v1/miners/{hotkey}", tree(get(read, "/v1/miners/" + miner.hotkey(), "", Map.of())));
        assertFits(description, "/v1/events", tree(get(read, "/v1/events", "", Map.of())));
        assertFits(description, "/v1/audits", tree(get(read, "/v1/audits", "", Map.of())));
    }

    private static void assertFits(JsonNode description, String template, JsonNode answer) {
        var schema = description.path("paths").path(template).at("/get/responses/200/content/application~1json/schema");
        assertThat(schema.isMissingNode()).as(template).isFalse();
        assertFits(description, template, schema, answer);
    }

    private static void assertFits(JsonNode description, String where, JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            assertFits(
                    description,
                    where,
                    description.at(schema.path("$ref").asText().substring(1)),
                    value);
        } else if (schema.has("anyOf")) {
            if (!value.isNull()) {
                assertFits(description, where, schema.path("anyOf").path(0), value);
            }
        } else {
            switch (schema.path("type").asText()) {
                case "object" -> {
                    assertThat(value.properties()).as(where).hasSameSizeAs(schema.path("required"));
                    schema.path("properties")
                            .properties()
                            .forEach(field -> assertFits(
                                    description,
                                    where + "/" + field.getKey(),
                                    field.getValue(),
                                    value.path(field.getKey())));
                }
                case "array" -> value.forEach(one -> assertFits(description, where, schema.path("items"), one));
                case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
                case "number" -> assertThat(value.isNumber()).as(where).isTrue();
                case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
                default -> assertThat(value.isTextual()).as(where).isTrue();
            }
        }
    }
}
