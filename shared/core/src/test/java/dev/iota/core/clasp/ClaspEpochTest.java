package dev.iota.core.clasp;

import static dev.iota.core.clasp.PathwaySource.miner;
import static dev.iota.core.clasp.PathwaySource.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClaspEpochTest {
    private static final ClaspEpoch PAGE = new ClaspSeries(ClaspOptions.DEFAULT)
            .first("r", new PathwaySource(1).harming(seat(2, 2), 0.9).batch(0, 250));
    private static final String TEXT = Json.write(PAGE);

    @Test
    void a_document_reads_as_what_was_written() {
        assertThat(PAGE.suspected()).isNotEmpty();

        var read = Canonical.read(TEXT, ClaspEpoch.class);

        assertThat(read).isEqualTo(PAGE);
        assertThat(Json.write(read)).isEqualTo(TEXT);
        assertThat(ClaspSums.of(
                        read.sums().state(),
                        read.sums().seats().stream().map(ClaspSums.Seen::last).toList()))
                .isEqualTo(PAGE.sums());
    }

    @Test
    void a_matrix_that_is_read_is_symmetric() {
        var state = PAGE.sums().state();
        var size = state.equations().columns().size();
        var cross = state.equations().cross();
        var scatter = state.scatter().in(state.equations().columns());
        for (var i = 0; i < size; i++) {
            for (var j = 0; j < size; j++) {
                assertThat(cross[i * size + j]).isEqualTo(cross[j * size + i]);
                assertThat(scatter[i * size + j]).isEqualTo(scatter[j * size + i]);
            }
        }
    }

    @Test
    void another_text_of_the_same_document_is_refused() {
        refused("canonical", TEXT.replace(",\"epoch\":", ", \"epoch\":"));
        refused("", TEXT + " ");
        refused("", "");
        refused("", "{}");
        refused("", "null");
        refused("", TEXT.substring(0, TEXT.length() / 2));
        refused("", TEXT.replaceFirst("\\{", "{\"more\":1,"));
    }

    @Test
    void numbers_that_are_none_are_refused() {
        for (var sums : new String[] {"squares", "response", "cross", "scatter"}) {
            for (var value : new String[] {"NaN", "Infinity", "-Infinity"}) {
                refused("no number", changed(page -> sums(page, sums).set(7, value)));
            }
            refused("", changed(page -> sums(page, sums).setNull(7)));
        }
        refused("", changed(page -> sums(page, "cross").set(7, new java.math.BigDecimal("1e400"))));
    }

    @Test
    void sums_of_another_size_are_refused() {
        for (var sums : new String[] {"squares", "response", "cross", "scatter"}) {
            refused("values; wanted", changed(page -> sums(page, sums).remove(0)));
            refused("values; wanted", changed(page -> sums(page, sums).add(0.5)));
        }
        refused("values; wanted", changed(page -> seats(page).remove(0)));
        refused("wanted", changed(page -> ((ObjectNode) page.get("sums"))
                .set("seats", Json.mapper().createArrayNode())));
    }

    @Test
    void sums_that_no_pathways_have_are_refused() {
        refused("sum of squares", changed(page -> sums(page, "squares").set(5, -1.0)));
        refused("sum of squares", changed(page -> sums(page, "squares").set(5, 251.0)));
        refused("negative", changed(page -> sums(page, "cross").set(9, -0.1)));
        refused("negative", changed(page -> sums(page, "scatter").set(9, -0.1)));
        refused("allow", changed(page -> sums(page, "cross").set(13, 1e9)));
        refused("allow", changed(page -> sums(page, "scatter").set(13, -1e9)));
    }

    @Test
    void seats_that_are_there_twice_or_nowhere_or_of_the_future_are_refused() {
        refused("two columns", changed(page -> seats(page).set(1, seats(page).get(0))));
        refused("in stage 5 of 5", changed(page -> seatAt(page, 0).put("stage", 5)));
        refused("in stage -1 of 5", changed(page -> seatAt(page, 0).put("stage", -1)));
        refused("stages", changed(page -> ((ObjectNode) page.get("sums")).put("stages", 65)));
        refused("stages", changed(page -> ((ObjectNode) page.get("sums")).put("stages", -1)));
        refused("was seen in epoch 1", changed(page -> seatAt(page, 0).put("last", 1)));
        refused("was seen in epoch -1", changed(page -> seatAt(page, 0).put("last", -1)));
        refused("", changed(page -> seatAt(page, 0).put("miner", "5Nobody")));
        refused("at most 2000", changed(page -> {
            for (var i = 0; i < SeatColumns.MOST_SEATS; i++) {
                seats(page)
                        .addObject()
                        .put("stage", 0)
                        .put("miner", miner(1000 + i % 3).address())
                        .put("last", 0);
            }
        }));
    }

    @Test
    void looks_that_contradict_the_sums_are_refused() {
        refused("look 1 is the newest of 2", changed(page -> looks(page).put("spent", 2)));
        refused("look 1 is the newest of 0", changed(page -> looks(page).put("spent", 0)));
        refused("looks, the last at", changed(page -> looks(page).put("lookedAt", 251)));
        refused("looks, the last at", changed(page -> looks(page).put("spent", -1)));
        refused("newest of 1", changed(page -> page.putNull("look")));
        refused("suspected and not judged", changed(page -> {
            var first = (ObjectNode) page.at("/look/miners/0");
            first.put("judged", false).put("suspected", true);
        }));
        refused("±", changed(page -> ((ObjectNode) page.at("/look/miners/0")).put("effect", "NaN")));
        refused("±", changed(page -> ((ObjectNode) page.at("/look/miners/0")).put("standardError", -1.5)));
        refused("epoch -1", changed(page -> page.put("epoch", -1)));
        refused("-1 pathways", changed(page -> ((ObjectNode) page.get("added")).put("pathways", -1)));
    }

    private static void refused(String why, String text) {
        assertThatThrownBy(() -> Canonical.read(text, ClaspEpoch.class))
                .as(text.length() > 200 ? text.substring(0, 200) : text)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    private static String changed(Consumer<ObjectNode> change) {
        var page = (ObjectNode) Json.read(TEXT, JsonNode.class);
        change.accept(page);
        return page.toString();
    }

    private static ArrayNode sums(ObjectNode page, String name) {
        return (ArrayNode) page.at("/sums/columns/" + name);
    }

    private static ArrayNode seats(ObjectNode page) {
        return (ArrayNode) page.at("/sums/seats");
    }

    private static ObjectNode seatAt(ObjectNode page, int place) {
        return (ObjectNode) seats(page).get(place);
    }

    private static ObjectNode looks(ObjectNode page) {
        return (ObjectNode) page.at("/sums/looks");
    }
}
