package dev.iota.orchestrator.view;

import dev.iota.cloud.table.ViewTable;
import dev.iota.core.api.view.AuditsView;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.HeldOutLoss;
import dev.iota.core.api.view.RunCost;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.RunView.State;
import dev.iota.core.api.view.SeriesView;
import dev.iota.core.api.view.SeriesView.Resolution;
import dev.iota.core.api.view.StagesView;
import dev.iota.core.api.view.View;
import dev.iota.core.cost.CostFactors;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.Epoch.Phase;
import dev.iota.core.owner.OrderFacts;
import dev.iota.core.owner.Orders;
import dev.iota.core.owner.RunState;
import dev.iota.core.routing.Feed;
import dev.iota.orchestrator.context.OwnerFacts;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The run as a whole: what it is doing, its stages, its curves, and what happened. */
final class RunViews {
    /** Samples of an answer: an hour of a local run. */
    static final int SAMPLES = 720;

    /** The stages of a thousand samples are below the megabyte that one read of a table gives. */
    static final int MOST_SAMPLES = 1000;

    /** Nothing older is asked for: it would be a read for each year. */
    private static final Duration OLDEST = Duration.ofDays(3650);

    private static final Duration RECENT = Duration.ofHours(1);

    /** Of these the newest one that a validator measured is shown with the run. */
    private static final int RECENT_EPOCHS = 10;

    private static final CostFactors FACTORS = CostFactors.shipped();

    private final Services services;

    RunViews(Services services) {
        this.services = services;
    }

    RunView run(Run run, ViewQuery query) {
        var readAt = services.now();
        // What ended is read first: what starts in between can only make more of them in flight.
        var ended = run.feeds().feedProgress();
        var feeds = run.feeds().all();
        var started = feeds.stream().mapToLong(Feed::started).sum();
        var epoch = services.epochs().epoch(run.epoch());
        var facts = OwnerFacts.of(services, run);
        var stands = RunState.of(facts);
        var state = state(stands, run, epoch);
        var spec = run.spec();
        return new RunView(
                View.FORMAT,
                readAt,
                spec.run(),
                state,
                state == State.TRAINING ? Optional.empty() : reason(stands, facts),
                new RunView.Shape(
                        run.stages(),
                        spec.model().blocks().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        spec.training().tokensPerMicrobatch()),
                run.epoch(),
                spec.epochs().count(),
                epoch.map(item -> item.start().at()),
                new RunView.Work(
                        started,
                        ended.completed(),
                        ended.lost(),
                        ended.unfinished(),
                        started - ended.ended(),
                        feeds.stream().mapToLong(Feed::redone).sum(),
                        ended.redispatched(),
                        ended.completed() * spec.training().tokensPerMicrobatch(),
                        ended.meanLoss(),
                        ended.lastLoss()),
                run.audits().counts(),
                services.epochs().heldOutBefore(run.epoch(), RECENT_EPOCHS).stream()
                        .flatMap(measured -> HeldOutLoss.of(measured).stream())
                        .findFirst(),
                services.views()
                        .newestSample(readAt)
                        .map(sample -> RunCost.of(FACTORS, sample, ended.completed(), services.isInAws())));
    }

    private static State state(RunState stands, Run run, Optional<Epoch> epoch) {
        return switch (stands) {
            case MAKING -> State.PREPARING;
            case HALTED -> State.HALTED;
            case ENDED -> State.ENDED;
            // What is under way is brought to its end: an epoch that merges is seen to merge.
            case PAUSED -> epoch.isEmpty() || epoch.get().phase() == Phase.TRAINING ? State.PAUSED : phase(epoch.get());
            case TRAINING, ENDING ->
                epoch.map(RunViews::phase).orElse(run.epoch() == 0 ? State.PREPARING : State.BETWEEN_EPOCHS);
        };
    }

    private static State phase(Epoch epoch) {
        return switch (epoch.phase()) {
            case TRAINING -> State.TRAINING;
            case DRAINING -> State.DRAINING;
            case MERGING -> State.MERGING;
            case PUBLISHED -> State.BETWEEN_EPOCHS;
        };
    }

    /** What a run says that does what it is there for is no reason. */
    private static Optional<String> reason(RunState stands, OrderFacts facts) {
        return stands == RunState.TRAINING ? Optional.empty() : Optional.of(Orders.why(stands, facts));
    }

    StagesView stages(Run run, ViewQuery query) {
        return StagesView.of(services.now(), services.views().stages());
    }

    SeriesView series(Run run, ViewQuery query) {
        var now = services.now();
        var resolution = query.text("resolution").map(RunViews::resolution).orElse(Resolution.FINE);
        var oldest = now.minus(resolution == Resolution.FINE ? ViewTable.FINE : OLDEST);
        var asked = query.time("since").orElse(resolution == Resolution.FINE ? now.minus(RECENT) : oldest);
        var since = asked.isBefore(oldest) ? oldest : asked;
        var limit = query.limit(SAMPLES, MOST_SAMPLES);
        var samples = services.views().samples(resolution, since, now, limit);
        return new SeriesView(
                View.FORMAT,
                now,
                resolution,
                samples,
                samples.size() < limit
                        ? Optional.empty()
                        : Optional.of(end(resolution, samples.getLast().at())));
    }

    /** Where the next answer goes on: the sample of an hour stands at its beginning. */
    private static Instant end(Resolution resolution, Instant last) {
        return resolution == Resolution.HOUR ? last.truncatedTo(ChronoUnit.HOURS) : last;
    }

    private static Resolution resolution(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "fine" -> Resolution.FINE;
            case "hour" -> Resolution.HOUR;
            default ->
                throw ApiRefusedException.malformed("'resolution' is '%s'; wanted 'fine' or 'hour'".formatted(text));
        };
    }

    EventsView events(Run run, ViewQuery query) {
        var now = services.now();
        var page = services.views().events(position(query), query.limit(), now);
        return new EventsView(View.FORMAT, now, page.entries(), page.next());
    }

    AuditsView audits(Run run, ViewQuery query) {
        var now = services.now();
        var page = services.views().audits(position(query), query.limit(), now);
        return new AuditsView(View.FORMAT, now, page.entries(), page.next());
    }

    private static Optional<String> position(ViewQuery query) {
        var after = query.text("after");
        if (after.filter(text -> !text.matches("\\d{14}-[\\w/.-]+")).isPresent()) {
            throw ApiRefusedException.malformed(
                    "'after' is no place in this list; wanted what 'next' of an answer says");
        }
        return after;
    }

    /** Stages of the run, for whoever asks for one of them. */
    static int stage(Run run, int stage) {
        if (stage >= run.stages()) {
            throw ApiRefusedException.notFound(
                    "there is no stage %d: the run has stages 0 to %d".formatted(stage, run.stages() - 1));
        }
        return stage;
    }

    static <T> Optional<T> last(List<T> page, int limit) {
        return page.size() < limit ? Optional.empty() : Optional.of(page.getLast());
    }
}
