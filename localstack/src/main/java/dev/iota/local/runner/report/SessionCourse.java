package dev.iota.local.runner.report;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.report.RunFacts.CutShort;
import dev.iota.local.runner.report.RunFacts.Shortfall;
import dev.iota.local.runner.report.RunFacts.Weights;
import dev.iota.local.runner.report.RunFacts.Work;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How a session went, from the runner's side.
 *
 * @param before what the orchestrator said when it began, or earlier, see {@link #since}
 * @param steps that a person asked for, where they end it
 * @param end of training; empty if it did not come to one
 * @param failure why the runner could not go on
 * @param halted why the orchestrator stopped the run
 * @param givenUp a sentence for each miner that the run had to go on without
 * @param earlier what the report of the session before says
 */
public record SessionCourse(
        StatusResponse before,
        OptionalLong steps,
        Optional<End> end,
        Optional<String> failure,
        Optional<String> halted,
        List<String> givenUp,
        Optional<EarlierReport> earlier) {
    public SessionCourse {
        givenUp = List.copyOf(givenUp);
    }

    /** Why training came to an end. */
    public enum End {
        /** The steps or the epochs are made. */
        LIMIT,
        TIME,
        /** A person asked to finish. */
        ASKED,
        /** The orchestrator stopped the run. */
        HALTED
    }

    /**
     * What the orchestrator said before everything that no report tells of yet: of a run whose runner was killed, more
     * than the session.
     *
     * @param before what it said when the session began
     */
    public static StatusResponse since(StatusResponse before, RunFile run, Optional<EarlierReport> earlier) {
        var count = run.spec().epochs().count();
        if (earlier.isEmpty()) {
            return at(before, 0, 0, 0);
        }
        var told = earlier.get().epoch() + 1;
        return count > 0 && before.epoch() >= count && told < before.epoch()
                ? at(before, told, before.completed(), before.lost())
                : before;
    }

    private static StatusResponse at(StatusResponse now, int epoch, long completed, long lost) {
        return new StatusResponse(
                now.run(),
                now.phase(),
                epoch,
                now.limit(),
                now.started(),
                completed,
                lost,
                now.inFlight(),
                now.redone(),
                now.redispatched(),
                now.meanLoss(),
                now.lastLoss(),
                now.waiting(),
                now.miners(),
                now.epochs(),
                now.halted(),
                now.audits());
    }

    /**
     * What the session showed, its end included.
     *
     * @param collected whether there is a checkpoint
     */
    public RunFacts facts(RunFile run, Books books, boolean collected, RunFacts.HeldOut heldOut) {
        var now = books.status();
        var steps = books.steps().session().values().stream().mapToLong(Long::longValue);
        var epochs = now.epochs().stream()
                .filter(epoch -> epoch.epoch() >= before.epoch() && epoch.epoch() < now.epoch())
                .toList();
        return new RunFacts(
                failure,
                halted,
                shortfall(run, now),
                cutShort(run, epochs, books.tally().completedByEpoch()),
                new Work(
                        steps.max().orElse(0),
                        now.completed() - before.completed(),
                        now.lost() - before.lost(),
                        books.givenBack(),
                        books.tally().lossFirst(),
                        books.tally().lossLast()),
                epochs,
                Stream.of(givenUp.stream(), books.alarms().stream(), confirmed(now), otherData(now))
                        .flatMap(alarms -> alarms)
                        .toList(),
                new Weights(collected, heldOut, lossBefore(books)));
    }

    /** What validators found wrong was trained on nevertheless. */
    private Stream<String> confirmed(StatusResponse now) {
        var wrong = now.audits().confirmed() - before.audits().confirmed();
        return wrong > 0
                ? Stream.of(("%d audits were confirmed: validators found work of miners wrong, and the weights may"
                                + " contain it; './iota audits' says whose")
                        .formatted(wrong))
                : Stream.empty();
    }

    /** Nobody's fault but the run's: its data are not what its manifest says. */
    private Stream<String> otherData(StatusResponse now) {
        var other = now.audits().otherData() - before.audits().otherData();
        return other > 0
                ? Stream.of(
                        "%d audits were given tokens that are not those of the data plan: the run trained on other text"
                                .formatted(other))
                : Stream.empty();
    }

    private Optional<Shortfall> shortfall(RunFile run, StatusResponse now) {
        var asked = isAsked();
        var epochs = run.spec().epochs().count();
        if (epochs > 0) {
            var made = now.epoch() - before.epoch();
            return now.epoch() < epochs
                    ? Optional.of(new Shortfall("epochs", made, epochs - before.epoch(), asked))
                    : Optional.empty();
        }
        if (steps.isEmpty() || end.filter(how -> how == End.LIMIT).isPresent()) {
            return Optional.empty();
        }
        var made = (now.completed() - before.completed()) / run.microbatchesPerStep();
        return Optional.of(new Shortfall("steps", made, steps.getAsLong(), asked));
    }

    private boolean isAsked() {
        return end.filter(how -> how == End.ASKED).isPresent();
    }

    /**
     * Where steps are the measure of an epoch, each has to have its own: what one had too many does not make up for
     * another. A step that the merge takes is made whoever is there, and has to have the microbatches of everybody. One
     * that a rollback gave up, or that was carried over, is told of otherwise.
     *
     * @param completed microbatches by epoch; empty if that is not known
     */
    private List<CutShort> cutShort(RunFile run, List<EpochStatus> ended, Map<Integer, Long> completed) {
        var spec = run.spec().epochs();
        if (spec.count() == 0 || spec.shortest().isPositive() || completed.isEmpty()) {
            return List.of();
        }
        var steps = run.spec().training().stepsPerEpoch();
        var oneStep = spec.isStepOfMerge();
        return ended.stream()
                .filter(epoch -> epoch.figures().effectiveBatch() > 0)
                .map(epoch -> new CutShort(
                        epoch.epoch(),
                        oneStep ? "microbatches" : "steps",
                        completed.getOrDefault(epoch.epoch(), 0L) / (oneStep ? 1 : run.microbatchesPerStep()),
                        oneStep ? run.microbatchesPerStep() : steps,
                        isAsked() && epoch.equals(ended.getLast())))
                .filter(epoch -> epoch.made() < epoch.wanted())
                .toList();
    }

    /**
     * The loss that the session has to beat: that of the checkpoint before, if the session went on from it and not from
     * an earlier epoch; else the first one of the run.
     */
    private OptionalDouble lossBefore(Books books) {
        var went = earlier.filter(report -> report.epoch() + 1 == before.epoch());
        if (went.isPresent()) {
            return OptionalDouble.of(went.get().heldOutLoss());
        }
        var first = books.tally().lossFirst();
        return first == null ? OptionalDouble.empty() : OptionalDouble.of(first);
    }
}
