package dev.iota.orchestrator.view;

import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.MinerRecord.Progress;
import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.api.view.MinerSummary.State;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.MinersView;
import dev.iota.core.api.view.View;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.util.Optional;

/** The miners of a run: a page of them, or one with its score. */
final class MinerViews {
    private final Services services;
    private final ScoreViews scores;

    MinerViews(Services services, ScoreViews scores) {
        this.services = services;
        this.scores = scores;
    }

    MinersView miners(Run run, ViewQuery query) {
        var limit = query.limit();
        var after = query.hotkey("after");
        var stage = query.number("stage").map(asked -> RunViews.stage(run, asked));
        var readAt = services.now();
        var page = stage.isPresent()
                ? services.miners().staffAfter(stage.get(), after, limit)
                : services.miners().page(after, limit);
        return new MinersView(
                View.FORMAT,
                readAt,
                page.stream().map(miner -> summary(run, miner)).toList(),
                RunViews.last(page, limit).map(miner -> miner.hotkey().address()));
    }

    MinerView miner(Run run, ViewQuery query) {
        var hotkey = query.hotkey("hotkey").orElseThrow();
        var readAt = services.now();
        var miner = services.miners()
                .get(hotkey)
                .orElseThrow(() ->
                        ApiRefusedException.notFound("no miner with the hotkey %s ever registered".formatted(hotkey)));
        return new MinerView(
                View.FORMAT,
                readAt,
                summary(run, miner),
                new MinerView.Effort(
                        miner.progress().hopSeconds(),
                        miner.secondsBusy(),
                        Optional.of(miner.progress().epoch()).filter(epoch -> epoch != Progress.NO_EPOCH)),
                new MinerView.Conduct(
                        miner.conduct().open(),
                        miner.conduct().evictions(),
                        View.bounded(miner.conduct().reason()),
                        View.bounded(miner.suspicion())),
                scores.of(run, hotkey, query.number("epoch")));
    }

    private MinerSummary summary(Run run, MinerRecord miner) {
        return new MinerSummary(
                miner.hotkey(),
                state(run, miner),
                miner.stage(),
                miner.registration(),
                miner.lastSeen(),
                Math.max(0, miner.slots()),
                miner.inFlight(),
                miner.progress().forwards(),
                miner.progress().backwards(),
                miner.load().secondsPerHop(),
                View.bounded(miner.joining().agent()),
                View.bounded(miner.joining().device()),
                miner.conduct().evictedUntil());
    }

    private State state(Run run, MinerRecord miner) {
        if (miner.conduct().isEvicted()) {
            return State.EVICTED;
        }
        var silent =
                services.now().isAfter(miner.lastSeen().plus(run.spec().leases().silence()));
        if (!miner.active() || silent) {
            return State.SILENT;
        }
        return miner.slots() > 0 ? State.READY : State.NOT_READY;
    }
}
