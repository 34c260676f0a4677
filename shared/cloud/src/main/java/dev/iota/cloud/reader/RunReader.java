package dev.iota.cloud.reader;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.view.AuditLine;
import dev.iota.core.api.view.AuditsView;
import dev.iota.core.api.view.EpochSummary;
import dev.iota.core.api.view.EpochView;
import dev.iota.core.api.view.EpochsView;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.MinersView;
import dev.iota.core.api.view.RunEvent;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.ScoresView;
import dev.iota.core.api.view.StagesView;
import dev.iota.core.api.view.View;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks for the documents of a run. Fields that it does not know are left out: a newer orchestrator may say more. Every
 * method throws {@link ViewRefusedException} with a sentence if what is asked for is not there, and {@link
 * UncheckedIOException} if nothing answers.
 */
public final class RunReader {
    private static final int PAGE = 100;
    private static final int WRONG = 400;

    private final ViewSource source;

    public RunReader(ViewSource source) {
        this.source = source;
    }

    public RunView run() {
        return get("/v1/run", "", RunView.class);
    }

    public StagesView stages() {
        return get("/v1/stages", "", StagesView.class);
    }

    /** Every miner that ever registered. */
    public List<MinerSummary> miners() {
        return all("/v1/miners", "", Integer.MAX_VALUE, MinersView.class, MinersView::miners, MinersView::next);
    }

    /** The active miners of a stage. */
    public List<MinerSummary> miners(int stage) {
        return all(
                "/v1/miners",
                "stage=%d&".formatted(stage),
                Integer.MAX_VALUE,
                MinersView.class,
                MinersView::miners,
                MinersView::next);
    }

    public MinerView miner(Hotkey hotkey) {
        return miner(hotkey, Optional.empty());
    }

    /** @param epoch by whose ledger its score is explained; the newest one if none is named */
    public MinerView miner(Hotkey hotkey, Optional<Integer> epoch) {
        return get("/v1/miners/" + hotkey, epoch.map("epoch=%d"::formatted).orElse(""), MinerView.class);
    }

    /** The newest first. */
    public List<EpochSummary> epochs() {
        return all("/v1/epochs", "", Integer.MAX_VALUE, EpochsView.class, EpochsView::epochs, EpochsView::next);
    }

    public EpochView epoch(int epoch) {
        return get("/v1/epochs/" + epoch, "", EpochView.class);
    }

    /** The newest first. */
    public List<AuditLine> audits() {
        return all("/v1/audits", "", Integer.MAX_VALUE, AuditsView.class, AuditsView::audits, AuditsView::next);
    }

    /**
     * Everything that the ledger of an epoch gives, as one page.
     *
     * @param epoch the newest one if none is named
     */
    public ScoresView scores(Optional<Integer> epoch) {
        var which = epoch.map("epoch=%d&"::formatted).orElse("");
        var first = get("/v1/scores", which + "limit=" + PAGE, ScoresView.class);
        var scores = new ArrayList<>(first.scores());
        for (var next = first.next(); next.isPresent(); ) {
            var page = get("/v1/scores", which + "limit=%d&after=%s".formatted(PAGE, next.get()), ScoresView.class);
            scores.addAll(page.scores());
            next = page.next();
        }
        return new ScoresView(
                first.format(),
                first.readAt(),
                first.epoch(),
                first.ledgerSha256(),
                first.publishedAt(),
                first.burnedPercent(),
                scores,
                Optional.empty());
    }

    /**
     * What happened, the newest first.
     *
     * @param most events that are wanted
     */
    public List<RunEvent> events(int most) {
        return all("/v1/events", "", most, EventsView.class, EventsView::events, EventsView::next);
    }

    private <V extends View, T> List<T> all(
            String path,
            String which,
            int most,
            Class<V> type,
            Function<V, List<T>> entries,
            Function<V, Optional<String>> following) {
        var all = new ArrayList<T>();
        var next = Optional.<String>empty();
        do {
            var after = next.map(text -> "&after=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                    .orElse("");
            var page = get(path, "%slimit=%d%s".formatted(which, Math.min(PAGE, most - all.size()), after), type);
            all.addAll(entries.apply(page));
            next = following.apply(page);
        } while (next.isPresent() && all.size() < most);
        return List.copyOf(all);
    }

    private <V extends View> V get(String path, String query, Class<V> type) {
        try {
            var answer = source.get(path, query);
            if (answer.status() >= WRONG) {
                throw new ViewRefusedException(answer.status(), reason(answer));
            }
            return Json.readNewer(answer.body(), type);
        } catch (MalformedException e) {
            throw new ViewRefusedException(
                    0,
                    "what answers at %s%s is no orchestrator of this version: %s"
                            .formatted(source, path, e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new java.io.InterruptedIOException("interrupted"));
        }
    }

    private static String reason(ViewSource.Answer answer) {
        try {
            return Json.read(answer.body(), ErrorResponse.class).error();
        } catch (MalformedException e) {
            return "HTTP %d, which does not come from an orchestrator".formatted(answer.status());
        }
    }
}
