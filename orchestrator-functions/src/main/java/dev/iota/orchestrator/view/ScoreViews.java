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
        var found = ledger(run, query.number("epoch"));
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
                page.stream().map(one -> score(found.orElseThrow(), one)).toList(),
                RunViews.last(page, limit).map(one -> one.hotkey().address()));
    }

    private static ScoresView.MinerScore score(EpochLedger ledger, MinerShare one) {
        var stages = ledger.stages().stream()
                .filter(stage ->
                        stage.miners().stream().anyMatch(miner -> miner.hotkey().equals(one.hotkey())))
                .map(EpochLedger.StageScore::stage)
                .toList();
        var backwards = ledger.stages().stream()
                .flatMap(stage -> stage.miners().stream())
                .filter(miner -> miner.hotkey().equals(one.hotkey()))
                .mapToLong(EpochLedger.MinerScore::backwards)
                .sum();
        return new ScoresView.MinerScore(
                one.hotkey(),
                stages,
                backwards,
                percent(one.score()),
                percent(one.share()),
                one.capped(),
                ledger.failures(one.hotkey()));
    }

    /** The score of a miner by the ledger of an epoch or the newest one, explained; none before one is written. */
    Optional<MinerView.Score> of(Run run, Hotkey hotkey, Optional<Integer> epoch) {
        return ledger(run, epoch)
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

    /** That of an epoch; of none, the newest one. */
    private Optional<EpochLedger> ledger(Run run, Optional<Integer> epoch) {
        if (epoch.isEmpty()) {
            return newest(run);
        }
        return ledger(epoch.get()).or(() -> {
            throw ApiRefusedException.notFound("epoch %d has no ledger".formatted(epoch.get()));
        });
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
