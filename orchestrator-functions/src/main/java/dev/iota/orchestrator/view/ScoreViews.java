package dev.iota.orchestrator.view;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.ScoresView;
import dev.iota.core.api.view.View;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.Explanation;
import dev.iota.core.score.Shares.MinerShare;
import dev.iota.core.score.Units;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.http.ApiRefusedException;
import dev.iota.orchestrator.score.EpochLedgers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scores, as the ledgers have them. A ledger is never written again, so it is read once. */
final class ScoreViews {
    /** Those of a window of two weeks of short epochs, and no more than fits into memory. */
    private static final int LEDGERS = 64;

    /** Audits are settled, and ledgers written, long before so many epochs are over. */
    private static final int LATEST = 20;

    private static final double PERCENT = 100;

    private final Services services;
    private final EpochLedgers ledgers;
    private final Cache<Integer, EpochLedger> known = Caches.of(LEDGERS).build();

    ScoreViews(Services services) {
        this.services = services;
        this.ledgers = EpochLedgers.of(services);
    }

    ScoresView scores(Run run, ViewQuery query) {
        var limit = query.limit();
        var after = query.hotkey("after");
        var readAt = services.now();
        var asked = query.number("epoch");
        var found = asked.isPresent() ? ledger(asked.get()) : newest(run);
        if (found.isEmpty() && asked.isPresent()) {
            throw ApiRefusedException.notFound("no ledger of epoch %d is written".formatted(asked.get()));
        }
        var all = found.map(ledger -> ledger.shares().miners()).orElse(List.of());
        var page = all.stream()
                .filter(one -> after.isEmpty() || one.hotkey().compareTo(after.get()) > 0)
                .limit(limit)
                .toList();
        return new ScoresView(
                View.FORMAT,
                readAt,
                found.map(EpochLedger::epoch),
                found.map(EpochLedger::sha256),
                found.map(EpochLedger::published),
                found.map(ledger -> percent(ledger.shares().burned())).orElse(0.0),
                page.stream().map(ScoreViews::score).toList(),
                RunViews.last(page, limit).map(one -> one.hotkey().address()));
    }

    private static ScoresView.MinerScore score(MinerShare one) {
        return new ScoresView.MinerScore(one.hotkey(), percent(one.score()), percent(one.share()), one.capped());
    }

    /** The newest score of a miner, explained; none before a ledger is written. */
    Optional<MinerView.Score> of(Run run, Hotkey hotkey) {
        return newest(run)
                .map(ledger -> new MinerView.Score(
                        ledger.epoch(),
                        ledger.sha256(),
                        ledger.shares().miners().stream()
                                .filter(one -> one.hotkey().equals(hotkey))
                                .mapToDouble(one -> percent(one.share()))
                                .findFirst()
                                .orElse(0),
                        new Explanation(
                                        ledger.window().stream()
                                                .map(counting ->
                                                        ledger(counting.epoch()).orElseThrow())
                                                .toList(),
                                        hotkey)
                                .lines()));
    }

    /** Ledgers are written in order, the newest soon after its epoch. */
    private Optional<EpochLedger> newest(Run run) {
        for (var epoch = run.epoch() - 1; epoch >= Math.max(0, run.epoch() - LATEST); epoch--) {
            var found = ledger(epoch);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<EpochLedger> ledger(int epoch) {
        return Optional.ofNullable(known.get(epoch, this::read));
    }

    private @Nullable EpochLedger read(int epoch) {
        return ledgers.text(epoch).map(EpochLedger::read).orElse(null);
    }

    private static double percent(Units part) {
        return PERCENT * part.value().doubleValue() / Units.WHOLE.value().doubleValue();
    }
}
