package dev.iota.local.runner;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.cloud.count.CallFile;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.report.Assessment;
import dev.iota.local.runner.report.EarlierReport;
import dev.iota.local.runner.report.Report;
import dev.iota.local.runner.report.RunFacts.HeldOut;
import dev.iota.local.runner.report.RunFacts.Unknown;
import dev.iota.local.runner.report.RunResults;
import dev.iota.local.runner.report.SessionCourse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
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
    private final Optional<EarlierReport> earlier;
    private final StatusResponse since;
    private Optional<SessionCourse.End> end = Optional.empty();
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
        this.earlier = EarlierReport.read(folder.report());
        this.since = SessionCourse.since(session.before(), file, earlier);
    }

    /** What the orchestrator said before everything that this tells of. */
    StatusResponse since() {
        return since;
    }

    /** Training came to an end. */
    synchronized void ended(SessionCourse.End how) {
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
            var books =
                    Books.known(since, session.last(), file.spec().training().microbatchesPerStep());
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
                heldOut = new Unknown("it could not be measured");
                heldOut = evaluate(books, checkpoint, hurry);
            } catch (RunnerException e) {
                failed(String.valueOf(e.getMessage()));
            }
        }
        var assessment = write(books, checkpoint, heldOut);
        tell(results().report(books, session.figures(began), assessment, heldOut, checkpoint));
        return assessment.exitStatus();
    }

    private HeldOut evaluate(Books books, Optional<Path> checkpoint, CountDownLatch hurry) throws InterruptedException {
        var interrupted = new Unknown("its evaluation was interrupted");
        write(books, checkpoint, interrupted);
        if (hurry.getCount() == 0) {
            return interrupted;
        }
        display.say("evaluating on held-out text");
        return tools.evaluate(folder, hurry).orElse(interrupted);
    }

    private synchronized Assessment write(Books books, Optional<Path> checkpoint, HeldOut heldOut) {
        var steps = options.length().steps();
        var course = new SessionCourse(since, steps, end, failure, session.halted(), session.givenUp(), earlier);
        var assessment = Assessment.of(course.facts(file, books, checkpoint.isPresent(), heldOut));
        var report = results().report(books, session.figures(began), assessment, heldOut, checkpoint);
        var text = Json.mapper().valueToTree(report).toPrettyString();
        RunFolder.replace(folder.report(), text);
        options.files().report().ifPresent(path -> RunFolder.replace(path.toAbsolutePath(), text));
        written = true;
        return assessment;
    }

    private RunResults results() {
        return new RunResults(file.after(session.seconds()), manifest, CallFile.read(folder.cloud()));
    }

    private void tell(Report report) {
        display.say("%s", RunResults.summary(report));
        report.warnings().forEach(display::warn);
        display.say("report %s", options.files().report().orElse(folder.report()));
        if (report.checkpoint() == null && options.cloud().kindOrDefault() == CloudKind.LOCALSTACK) {
            display.say("the logs in %s say more", folder.logs());
        } else if (report.checkpoint() == null) {
            display.say(
                    "the logs in %s say more, and ./iota train --resume %s%s goes on",
                    folder.logs(), folder.root(), session.halted().isPresent() ? " --rate R" : "");
        } else {
            display.say("checkpoint %s", report.checkpoint());
        }
    }
}
