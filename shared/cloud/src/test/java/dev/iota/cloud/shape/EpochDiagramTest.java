package dev.iota.cloud.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.base.Transition;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.StageMerge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The diagrams of an epoch in the documents are drawn from what runs: its tables of transitions and its state machine.
 */
class EpochDiagramTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "merge.md");
    private static final String INDENT = "    ";

    @Test
    void the_phases_of_an_epoch_are_drawn_as_they_are() throws IOException {
        assertShown(phases(Epoch.TRANSITIONS));
    }

    @Test
    void the_phases_of_a_stage_are_drawn_as_they_are() throws IOException {
        assertShown(phases(StageMerge.TRANSITIONS));
    }

    @Test
    void the_state_machine_is_drawn_as_it_is_deployed() throws IOException {
        var machine = Resources.of(new Names("run")).stateMachines().getFirst();
        var lines = new ArrayList<String>();
        draw(Json.mapper().readTree(machine.definition()), INDENT, lines);
        assertShown(lines);
    }

    private static <P extends Enum<P>> List<String> phases(List<Transition<P>> table) {
        var lines = new ArrayList<String>();
        lines.add("%s[*] --> %s".formatted(INDENT, table.getFirst().from()));
        table.forEach(way -> lines.add("%s%s --> %s: %s".formatted(INDENT, way.from(), way.to(), way.when())));
        return lines;
    }

    private static void draw(JsonNode machine, String indent, List<String> lines) {
        lines.add("%s[*] --> %s".formatted(indent, machine.path("StartAt").asText()));
        for (var state : machine.path("States").properties()) {
            var name = state.getKey();
            var said = state.getValue();
            if (said.has("ItemProcessor")) {
                lines.add("%sstate %s {".formatted(indent, name));
                draw(said.path("ItemProcessor"), indent + INDENT, lines);
                lines.add(indent + "}");
            }
            said.path("Choices")
                    .forEach(choice -> lines.add("%s%s --> %s: if %s"
                            .formatted(
                                    indent,
                                    name,
                                    choice.path("Next").asText(),
                                    choice.path("Condition").asText().replaceAll("^\\{% | %}$", ""))));
            said.path("Catch")
                    .forEach(caught -> lines.add("%s%s --> %s: on %s"
                            .formatted(
                                    indent,
                                    name,
                                    caught.path("Next").asText(),
                                    caught.path("ErrorEquals").path(0).asText())));
            if (said.has("Default")) {
                lines.add("%s%s --> %s: else"
                        .formatted(indent, name, said.path("Default").asText()));
            }
            if (said.has("Next")) {
                lines.add(
                        "%s%s --> %s".formatted(indent, name, said.path("Next").asText()));
            }
            if (said.path("End").asBoolean() || said.path("Type").asText().equals("Succeed")) {
                lines.add("%s%s --> [*]".formatted(indent, name));
            }
        }
    }

    private static void assertShown(List<String> lines) throws IOException {
        var diagram = "```mermaid\nstateDiagram-v2\n%s\n```\n".formatted(String.join("\n", lines));
        assertThat(Files.readString(PAGE))
                .as("the page shows this:\n%s", diagram)
                .contains(diagram);
    }
}
