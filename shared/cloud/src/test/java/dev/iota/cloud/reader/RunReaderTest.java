package dev.iota.cloud.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.View;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final List<String> asked = new ArrayList<>();

    @Test
    void lists_are_read_page_by_page() {
        var reader = new RunReader((path, query) -> {
            asked.add(path + "?" + query);
            var first = query.contains("after") ? 100 : 0;
            var events = IntStream.range(first, first + 100)
                    .mapToObj(RunReaderTest::event)
                    .toList();
            return ok(new EventsView(View.FORMAT, NOW, events, Optional.of("a b")));
        });
        assertThat(reader.events(150)).hasSize(200);
        assertThat(asked).containsExactly("/v1/events?limit=100", "/v1/events?limit=50&after=a+b");
    }

    @Test
    void a_refusal_is_its_sentence() {
        var refusal = new ErrorResponse("epoch 7 did not begin", Optional.empty(), Optional.empty());
        var reader = new RunReader((path, query) -> new ViewSource.Answer(404, Json.write(refusal)));
        assertThatThrownBy(() -> reader.epoch(7))
                .isInstanceOfSatisfying(ViewRefusedException.class, e -> assertThat(e.isNotFound())
                        .isTrue())
                .hasMessage("epoch 7 did not begin");
    }

    @Test
    void what_is_no_orchestrator_is_said_to_be_none() {
        assertThatThrownBy(() -> new RunReader((path, query) -> new ViewSource.Answer(502, "<html>")).run())
                .hasMessage("HTTP 502, which does not come from an orchestrator");
        assertThatThrownBy(() -> new RunReader((path, query) -> new ViewSource.Answer(200, "<html>")).run())
                .hasMessageContaining("is no orchestrator of this version");
    }

    @Test
    void what_a_newer_orchestrator_says_beyond_is_left_out() {
        var reader = new RunReader((path, query) -> {
            var json = Json.write(new EventsView(View.FORMAT, NOW, List.of(event(1)), Optional.empty()));
            return new ViewSource.Answer(200, "{\"mood\":\"good\"," + json.substring(1));
        });
        assertThat(reader.events(5)).containsExactly(event(1));
    }

    @Test
    void an_address_where_nothing_listens_is_told_in_words() {
        try (var views = new HttpViews(URI.create("http://127.0.0.1:1/"))) {
            assertThatThrownBy(() -> new RunReader(views).run())
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("nothing listens there");
        }
    }

    private static RunEvent event(int number) {
        return RunEvent.of("e" + number, RunEvent.Kind.EPOCH_PUBLISHED, NOW, "because");
    }

    private static ViewSource.Answer ok(View view) {
        return new ViewSource.Answer(200, Json.write(view));
    }
}
