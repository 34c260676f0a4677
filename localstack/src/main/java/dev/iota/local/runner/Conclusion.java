package dev.iota.local.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.report.Assessment;
import dev.iota.local.runner.report.Report;
import dev.iota.local.runner.report.RunFacts;
import dev.iota.local.runner.report.RunFacts.HeldOut;
import dev.iota.local.runner.report.RunFacts.Shortfall;
import dev.iota.local.runner.report.RunFacts.Unknown;
import dev.iota.local.runner.report.RunFacts.Weights;
import dev.iota.local.runner.report.RunResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;

/**
 * What a session comes to: the checkpoint, its loss, the report, and the exit status. The report is written before each
 * thing that may be interrupted, as if it had been, and replaced after it.
 */
final class Conclusion {
    private final RunFolder folder;
    private final RunFile file;
    private final DataManifest manifest;
    private final TrainOptions options;
    private final MinerTools tools;
    private final Session session;
    private final Display display;
    private final Instant began;
    private final Optional<JsonNode> earlier;
    private Optional<Session.End> end = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private boolean written;

    /**
     * @param file of the run before the session
     * @param began when the command was given
     */
    Conclusion(
            RunFolder folder,
            RunFile file,
            DataManifest manifest,
            TrainOptions options,
            MinerTools tools,
            Session session,
            Display display,
            Instant began) {
        this.folder = folder;
        this.file = file;
        this.manifest = manifest;
        this.options = options;
        this.tools = tools;
        this.session = session;
        this.display = display;
        this.began = began;
        this.earlier = earlier(folder);
    }

    /** The report of the session before, if there is one that can be read: it only serves to compare. */
    private static Optional<JsonNode> earlier(RunFolder folder) {
        try {
            return Files.exists(folder.report())
                    ? Optional.of(Json.mapper().readTree(folder.report().toFile()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Training came to an end. */
    synchronized void ended(Session.End how) {
        end = Optional.of(how);
    }

    /** The runner cannot go on. */
    synchronized void failed(String reason) {
        failure = Optional.of(reason);
    }

    /** Whether what was trained can still be finished. */
    synchronized boolean goesWell() {
        return failure.isEmpty() && session.halted().isEmpty();
    }

    /** What is known at this moment, where there is no time for more; a report that says more stays. */
    synchronized void stopped() {
        if (!written) {
            failed("the run was stopped at once");
            var books = Books.known(
                    session.before(),
                    session.last(),
                    file.spec().training().microbatchesPerStep());
            write(books, Optional.empty(), new Unknown("the run was stopped at once"));
        }
    }

    /**
     * Makes the checkpoint, measures it, and tells what came of it all.
     *
     * @param collected whether there are weights in {@link RunFolder#weights}
     * @param hurry counted down when a person cannot wait for the measurement
     * @return the exit status
     */
    int conclude(Books books, boolean collected, CountDownLatch hurry) throws InterruptedException {
        var heldOut = (HeldOut) new Unknown("the weights were not made a checkpoint");
        var checkpoint = Optional.<Path>empty();
        write(books, checkpoint, heldOut);
        if (collected) {
            try {
                tools.export(folder, results().tokens(books));
                folder.removeWeights();
                checkpoint = Optional.of(folder.checkpoint());
                heldOut = evaluate(books, checkpoint, hurry);
            } catch (RunnerException e) {
                failed(String.valueOf(e.getMessage()));
            }
        }
        var assessment = write(books, checkpoint, heldOut);
        tell(results().report(books, session.figures(began), assessment, heldOut, checkpoint));
        return assessment.exitStatus();
    }

    private HeldOut evaluate(Books books, Optional<Path> checkpoint, CountDownLatch hurry)
            throws InterruptedException {
        var interrupted = new Unknown("its evaluation was interrupted");
        write(books, checkpoint, interrupted);
        if (hurry.getCount() == 0) {
            return interrupted;
        }
        display.say("evaluating on held-out text");
        return tools.evaluate(folder, hurry).orElse(interrupted);
    }

    private synchronized Assessment write(Books books, Optional<Path> checkpoint, HeldOut heldOut) {
        var assessment = Assessment.of(facts(books, checkpoint.isPresent(), heldOut));
        var report = results().report(books, session.figures(began), assessment, heldOut, checkpoint);
        var text = Json.mapper().valueToTree(report).toPrettyString();
        RunFolder.replace(folder.report(), text);
        options.files().report().ifPresent(path -> RunFolder.replace(path.toAbsolutePath(), text));
        written = true;
        return assessment;
    }

    private RunResults results() {
        return new RunResults(file.after(session.seconds()), manifest);
    }

    private void tell(Report report) {
        display.say("%s", RunResults.summary(report));
        report.warnings().forEach(display::warn);
        display.say("report %s", options.files().report().orElse(folder.report()));
        if (report.checkpoint() == null) {
            display.say(
                    "the logs in %s say more, and ./iota train --resume %s goes on", folder.logs(), folder.root());
        } else {
            display.say("checkpoint %s", report.checkpoint());
        }
    }

    private RunFacts facts(Books books, boolean collected, HeldOut heldOut) {
        var before = session.before();
        var now = books.status();
        var steps = books.steps().session().values().stream().mapToLong(Long::longValue);
        return new RunFacts(
                failure,
                session.halted(),
                shortfall(books),
                new RunFacts.Work(
                        steps.max().orElse(0),
                        now.completed() - before.completed(),
                        now.lost() - before.lost(),
                        books.tally().lossFirst(),
                        books.tally().lossLast()),
                now.epochs().stream()
                        .filter(epoch -> epoch.epoch() >= before.epoch() && epoch.epoch() < now.epoch())
                        .toList(),
                books.alarms(),
                new Weights(collected, heldOut, lossBefore(books)));
    }

    private Optional<Shortfall> shortfall(Books books) {
        var asked = end.filter(how -> how == Session.End.ASKED).isPresent();
        var before = session.before();
        var now = books.status();
        var epochs = file.spec().epochs().count();
        if (epochs > 0) {
            return now.epoch() < epochs
                    ? Optional.of(new Shortfall(
                            "epochs", now.epoch() - before.epoch(), epochs - before.epoch(), asked))
                    : Optional.empty();
        }
        var wanted = options.length().steps();
        if (wanted.isEmpty() || end.filter(how -> how == Session.End.LIMIT).isPresent()) {
            return Optional.empty();
        }
        var made = (now.completed() - before.completed()) / file.microbatchesPerStep();
        return Optional.of(new Shortfall("steps", made, wanted.getAsLong(), asked));
    }

    /**
     * The loss that the session has to beat: of the checkpoint before, if the session went on from it; else the first
     * one of the run.
     */
    private OptionalDouble lossBefore(Books books) {
        var first = books.tally().lossFirst();
        return earlier.filter(this::wentOnFrom)
                .map(report -> report.path("heldOutLoss"))
                .filter(JsonNode::isNumber)
                .map(loss -> OptionalDouble.of(loss.asDouble()))
                .orElse(first == null ? OptionalDouble.empty() : OptionalDouble.of(first));
    }

    /** A run that was rolled back, or lost what it did, goes on from something else. */
    private boolean wentOnFrom(JsonNode report) {
        var last = -1;
        for (var epoch : report.path("epochs")) {
            last = Math.max(last, epoch.path("epoch").asInt());
        }
        return last + 1 == session.before().epoch();
    }
}
