package dev.iota.local.runner;

import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.core.run.Preset;
import dev.iota.core.run.RunSpec;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Ports;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.FolderCheck;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.options.EpochChoice;
import dev.iota.local.runner.options.Preflight;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.CloudStart;
import dev.iota.local.runner.process.Interrupts;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.process.ProcessFiles;
import dev.iota.local.runner.process.Supervisor;
import dev.iota.local.runner.process.Swarm;
import dev.iota.local.runner.report.RunResults;
import dev.iota.local.runner.report.SessionFigures;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** The command {@code train} from its options to its report. Used once. */
public final class Training {
    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneId.systemDefault());

    private final TrainOptions options;
    private final JavaCommands java;
    private final Display display;
    private final InstantSource clock;
    private final Instant began;
    private final CountDownLatch finish = new CountDownLatch(1);
    private final Supervisor supervisor;
    private final MinerTools tools;

    /** @param began when the command was given */
    Training(TrainOptions options, JavaCommands java, Display display, InstantSource clock, Instant began) {
        this.options = options;
        this.java = java;
        this.display = display;
        this.clock = clock;
        this.began = began;
        this.supervisor = new Supervisor(clock);
        this.tools = new MinerTools(java, supervisor);
    }

    /**
     * Trains, and ends everything that it started.
     *
     * @throws StoppedException if it was stopped before training began
     * @throws RunnerException if a person has to put something right
     */
    void run() throws InterruptedException {
        var atOnce = Thread.ofPlatform().name("kill").unstarted(supervisor::kill);
        Runtime.getRuntime().addShutdownHook(atOnce);
        new Interrupts(this::finishNow, this::stopNow).listen();
        try (supervisor) {
            Preflight.checkFiles(options);
            if (options.resume().isPresent()) {
                resume(options.resume().get());
            } else {
                begin();
            }
        }
    }

    private void finishNow() {
        display.say("asked to finish; again stops at once");
        finish.countDown();
    }

    private void stopNow() {
        supervisor.kill();
        Runtime.getRuntime().halt(StoppedException.EXIT_STATUS);
    }

    private void begin() throws InterruptedException {
        var preset = Preflight.preset(options);
        var name = options.model().preset().orElse(TrainOptions.Model.PRESET);
        var minersPerStage = options.model().minersPerStage().orElse(1);
        var time = RUN_NAME.format(began);
        try (var folder = RunFolder.create(options.files().out().orElse(RunFolder.RUNS.resolve(time)))) {
            display.say("run folder %s", folder.root());
            var run = "run-" + time;
            var port = options.port() == 0 ? freePort() : options.port();
            var cloud = CloudStart.launch(supervisor, folder, run, port); // comes up beside the tokenising
            var file = prepare(folder, run, name, preset, minersPerStage);
            check(folder, file);
            var api = URI.create("http://127.0.0.1:" + port);
            var swarm = Swarm.start(supervisor, java, folder, api, file); // comes up beside the cloud
            train(folder, file, MinerTools.manifest(folder), CloudStart.await(cloud, folder, finish), swarm);
        }
    }

    private static int freePort() {
        try {
            return Ports.free(new Random());
        } catch (CloudException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    private RunFile prepare(RunFolder folder, String run, String name, Preset preset, int minersPerStage)
            throws InterruptedException {
        try {
            Preflight.checkMemory(
                    name,
                    tools.memory(preset, finish),
                    minersPerStage,
                    ProcessFiles.ofKernel().availableBytes());
            display.say(
                    "tokenising %s", options.text().data().map(Path::toString).orElse("the sample corpus"));
            return prepare(folder, tools, options, run, preset, minersPerStage, finish);
        } catch (RuntimeException e) {
            supervisor.dismiss(List.of(CloudStart.NAME));
            folder.remove(); // a run that does not come so far leaves nothing behind
            throw e;
        }
    }

    /**
     * Tokenises, and writes down what the run is.
     *
     * @param run its name
     * @param stop ends the waiting early
     */
    public static RunFile prepare(
            RunFolder folder,
            MinerTools tools,
            TrainOptions options,
            String run,
            Preset preset,
            int minersPerStage,
            CountDownLatch stop)
            throws InterruptedException {
        var manifest = tools.tokenise(folder, options, preset, stop);
        var model = preset.model().withVocabulary(manifest.vocabulary());
        var seed = options.seedOrDefault();
        var choice = options.epochChoice();
        var training = choice.training(preset.training(), options.length());
        var spec = RunSpec.of(run, seed, new Preset(model, training), choice.spec(training, options.length()));
        var file = new RunFile(spec, minersPerStage, 0);
        RunFolder.replace(folder.spec(), Json.write(spec));
        tools.initial(folder, stop);
        folder.write(file);
        return file;
    }

    private void resume(Path path) throws InterruptedException {
        try (var folder = RunFolder.open(path)) {
            var file = folder.record();
            display.say("going on with %s in %s", file.spec().run(), folder.root());
            check(folder, file);
            var child = CloudStart.launch(supervisor, folder, file.spec().run(), options.port());
            var cloud = CloudStart.await(child, folder, finish);
            var swarm = Swarm.start(supervisor, java, folder, cloud.api(), file);
            train(folder, file, MinerTools.manifest(folder), cloud, swarm);
        }
    }

    private void check(RunFolder folder, RunFile file) {
        FolderCheck.check(folder, file, MinerTools.manifest(folder)).forEach(repaired -> display.say("%s", repaired));
    }

    private void train(RunFolder folder, RunFile given, DataManifest manifest, CloudFile cloud, Swarm swarm)
            throws InterruptedException {
        try (var operator = new Operator(cloud, given.spec(), clock)) {
            operator.create(manifest, folder).forEach(replaced -> display.say("%s", replaced));
            var file = options.resume().isPresent() ? lengthened(folder, given, operator) : given;
            var hasEpochs = file.spec().epochs().count() > 0;
            var steps = options.length().steps();
            // Where epochs end the run, each takes as much as it needs: the next one must find something, too.
            var goal = operator.open(
                    steps.isPresent() && !hasEpochs
                            ? OptionalLong.of(steps.getAsLong() * file.microbatchesPerStep())
                            : OptionalLong.empty());
            display.say("starting %d miners, %d threads each", file.miners(), swarm.threads());
            var session = new Session(file, goal, operator, supervisor, display, clock, finish);
            session.awaitMiners(file.miners());
            session.train(hasEpochs ? Optional.empty() : options.length().time());
            display.say("finishing: what is on its way, a last step, the weights");
            var isPublished = session.finish();
            var after = file.after(session.seconds());
            folder.write(after);
            if (isPublished) {
                operator.download(folder.weights());
                session.awaitTraffic();
            }
            supervisor.dismiss(swarm.names());
            var books = operator.books(after.microbatchesPerStep());
            supervisor.dismiss(List.of(CloudStart.NAME));
            var figures = new SessionFigures(session.seconds(), session.secondsToFirstLoss(began), session.memory());
            report(folder, new RunResults(after, manifest, tools), books, figures, isPublished);
        }
    }

    /** The run with the further epochs that were asked for. */
    private RunFile lengthened(RunFolder folder, RunFile file, Operator operator) {
        var count = EpochChoice.count(file.spec(), operator.epoch(), options.length());
        if (count == file.spec().epochs().count()) {
            return file;
        }
        operator.extend(count);
        var longer = file.withEpochs(count);
        RunFolder.replace(folder.spec(), Json.write(longer.spec()));
        folder.write(longer);
        return longer;
    }

    private void report(
            RunFolder folder, RunResults runResults, Books books, SessionFigures figures, boolean hasWeights)
            throws InterruptedException {
        var heldOutLoss = Optional.<Double>empty();
        if (hasWeights) {
            display.say("evaluating on held-out text");
            heldOutLoss = Optional.of(runResults.checkpoint(folder, runResults.tokens(books.tally())));
        }
        var report = runResults.report(books, figures, heldOutLoss, folder.checkpoint());
        var text = Json.mapper().valueToTree(report).toPrettyString();
        RunFolder.replace(folder.report(), text);
        options.files().report().ifPresent(path -> RunFolder.replace(path.toAbsolutePath(), text));
        display.say("%s", RunResults.summary(report));
        display.say("report %s", options.files().report().orElse(folder.report()));
        if (!hasWeights) {
            throw new RunnerException(
                    "the weights of the run could not be collected; the logs in %s say why, and ./iota"
                            + " train --resume %s goes on",
                    folder.logs(), folder.root());
        }
        display.say("checkpoint %s", folder.checkpoint());
    }
}
