package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.terminal.Terminal;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Lists what happened in a run, and why; goes on as more happens. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists what happened in a run, with the reason, the oldest first; those of the last thirty days.")
public final class EventsCommand extends LookCommand {
    private static final Duration PERIOD = Duration.ofSeconds(3);

    @Option(
            names = "--follow",
            description = "Go on: print each event as it happens, until the command is told to end.")
    private boolean follow;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "So many events at the beginning (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    protected void look(RunReader reader, PrintWriter out) {
        if (limit < 1) {
            throw new ParameterException(line(), "--limit is %d; it must be positive".formatted(limit));
        }
        var news = new NewEvents();
        var before = news.of(reader.events(Math.max(limit, NewEvents.LOOK)));
        before.subList(Math.max(0, before.size() - limit), before.size()).forEach(event -> out.println(text(event)));
        out.flush();
        while (follow) {
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            look(reader, news, out);
        }
    }

    private void look(RunReader reader, NewEvents news, PrintWriter out) {
        try {
            news.of(reader.events(NewEvents.LOOK)).forEach(event -> out.println(text(event)));
            news.heard().ifPresent(line().getErr()::println);
            out.flush();
        } catch (UncheckedIOException e) {
            news.lost(FileReason.of(Objects.requireNonNull(e.getCause()))).ifPresent(line().getErr()::println);
        }
    }

    private String text(RunEvent event) {
        return json ? Json.write(event) : EventText.of(event, Terminal.ofThisProcess());
    }
}
