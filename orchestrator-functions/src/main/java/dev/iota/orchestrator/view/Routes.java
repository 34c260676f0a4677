package dev.iota.orchestrator.view;

import dev.iota.core.api.view.AuditsView;
import dev.iota.core.api.view.EpochStageView;
import dev.iota.core.api.view.EpochView;
import dev.iota.core.api.view.EpochsView;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.MinersView;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.ScoresView;
import dev.iota.core.api.view.SeriesView;
import dev.iota.core.api.view.StagesView;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.view.Route.Parameter;
import java.util.List;

/** Everything that can be asked for: requests are answered by it, and {@link OpenApi} describes it. */
final class Routes {
    private static final Parameter AFTER =
            new Parameter("after", Route.Type.TEXT, "What `next` of the page before says; the first page without.");
    private static final Parameter AFTER_HOTKEY =
            new Parameter("after", Route.Type.HOTKEY, "What `next` of the page before says; the first page without.");
    private static final Parameter AFTER_EPOCH =
            new Parameter("after", Route.Type.NUMBER, "What `next` of the page before says; the first page without.");
    private static final Parameter LIMIT = new Parameter(
            "limit",
            Route.Type.NUMBER,
            "Entries of a page: %d, or 1 to %d.".formatted(ViewQuery.PAGE, ViewQuery.LONGEST_PAGE));
    private static final Parameter EPOCH = new Parameter("epoch", Route.Type.NUMBER, "Number of the epoch, from 0.");
    private static final Parameter STAGE = new Parameter("stage", Route.Type.NUMBER, "Number of the stage, from 0.");

    private Routes() {}

    static List<Route> of(Services services) {
        var run = new RunViews(services);
        var scores = new ScoreViews(services);
        var miners = new MinerViews(services, scores);
        var epochs = new EpochViews(services);
        return List.of(
                new Route("/v1/run", "The run as a whole.", RunView.class, List.of(), run::run),
                new Route(
                        "/v1/stages",
                        "Every stage: miners, work, and which one the others wait for.",
                        StagesView.class,
                        List.of(),
                        run::stages),
                new Route(
                        "/v1/miners",
                        "A page of miners: the active ones of a stage, or all that ever registered.",
                        MinersView.class,
                        List.of(STAGE, AFTER_HOTKEY, LIMIT),
                        miners::miners),
                new Route(
                        "/v1/miners/{hotkey}",
                        "A miner, with its score explained by the ledger of an epoch, or by the newest one.",
                        MinerView.class,
                        List.of(new Parameter("hotkey", Route.Type.HOTKEY, "The miner's hotkey."), EPOCH),
                        miners::miner),
                new Route(
                        "/v1/epochs",
                        "A page of epochs, the newest first.",
                        EpochsView.class,
                        List.of(AFTER_EPOCH, LIMIT),
                        epochs::epochs),
                new Route(
                        "/v1/epochs/{epoch}",
                        "An epoch, its quorums and the merges of its stages.",
                        EpochView.class,
                        List.of(EPOCH),
                        epochs::epoch),
                new Route(
                        "/v1/epochs/{epoch}/stages/{stage}",
                        "The merge of a stage: uploads, and who owned and did which shard.",
                        EpochStageView.class,
                        List.of(EPOCH, STAGE),
                        epochs::stage),
                new Route(
                        "/v1/series",
                        "Loss, tokens, and work of the stages over time, the oldest first.",
                        SeriesView.class,
                        List.of(
                                new Parameter("resolution", Route.Type.TEXT, "`fine` (every sweep, a week) or `hour`."),
                                new Parameter(
                                        "since", Route.Type.TIME, "Samples after this time; the last hour without."),
                                new Parameter(
                                        "limit",
                                        Route.Type.NUMBER,
                                        "Samples: %d, or 1 to %d.".formatted(RunViews.SAMPLES, RunViews.MOST_SAMPLES))),
                        run::series),
                new Route(
                        "/v1/audits",
                        "A page of what validators found, the newest first.",
                        AuditsView.class,
                        List.of(AFTER, LIMIT),
                        run::audits),
                new Route(
                        "/v1/scores",
                        "A page of who gets what by the ledger of an epoch, or by the newest one.",
                        ScoresView.class,
                        List.of(EPOCH, AFTER_HOTKEY, LIMIT),
                        scores::scores),
                new Route(
                        "/v1/events",
                        "A page of what happened and why, the newest first.",
                        EventsView.class,
                        List.of(AFTER, LIMIT),
                        run::events));
    }
}
