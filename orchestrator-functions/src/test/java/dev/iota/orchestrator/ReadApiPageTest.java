package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The page about the read API says what the code answers. */
class ReadApiPageTest {
    private final TestRun run = TestRun.of(1);

    @Test
    void the_page_has_every_route_with_its_parameters_and_no_other() throws IOException {
        var page = Files.readString(Path.of("../docs/api.md"));
        var body = new ReadFunction(run.services())
                .handleRequest(TestMiner.request("GET", "/v1/openapi.json", "", Map.of()), NoContext.get())
                .getBody();
        var rows = new ArrayList<String>();
        Json.read(body, JsonNode.class)
                .path("paths")
                .properties()
                .forEach(path -> rows.add(row(path.getKey(), path.getValue().path("get"))));

        assertThat(page.lines().filter(line -> line.startsWith("| `/v1/"))).containsExactlyElementsOf(rows);
    }

    private static String row(String path, JsonNode operation) {
        var parameters = StreamSupport.stream(operation.path("parameters").spliterator(), false)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> "`" + parameter.path("name").asText() + "`")
                .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s |"
                .formatted(path, parameters, operation.path("summary").asText());
    }
}
