package dev.iota.local.runner;

import dev.iota.cloud.process.EndReason;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.data.DataManifest;
import dev.iota.core.run.Preset;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudKind;
import dev.iota.local.runner.display.Browser;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.display.UploadProgress;
import dev.iota.local.runner.failure.RunExit;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.FolderCheck;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.folder.Withdrawal;
import dev.iota.local.runner.operator.Books;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.operator.WeightDownload;
import dev.iota.local.runner.options.Preflight;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.CloudStart;
import dev.iota.local.runner.process.Interrupts;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.process.ProcessFiles;
import dev.iota.local.runner.process.Supervisor;
import dev.iota.local.runner.process.Swarm;
import dev.iota.local.runner.process.ValidatorProcesses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.exception.SdkException;

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
    private final CountDownLatch hurry = new CountDownLatch(1);
    private final Supervisor supervisor;
    private final MinerTools tools;
    private volatile Optional<Conclusion> conclusion = Optional.empty();
    private volatile boolean begun;
    private volatile boolean trained;

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
     * @return the exit status
     * @throws StoppedException if it was stopped before training began
     * @throws RunnerException if a person has to put something right
     */
    int run() throws InterruptedException {
        var atOnce = Thread.ofPlatform().name("kill").unstarted(supervisor::kill);
        Runtime.getRuntime().addShutdownHook(atOnce);
        new Interrupts(this::finishNow, this::stopNow).listen();
        try (supervisor) {
            Preflight.checkFiles(options);
            return options.resume().isPresent() ? resume(options.resume().get()) : begin();
        }
    }

    /** Asked for while training, it goes on to the report; asked for later, it leaves out what may be left out. */
    private void finishNow() {
        display.say("asked to finish; again stops at once");
        if (trained) {
            hurry.countDown();
        }
        finish.countDown();
    }

    private void stopNow() {
        try {
            supervisor.kill();
            conclusion.ifPresent(Conclusion::stopped);
        } finally {
            Runtime.getRuntime().halt(RunExit.STOPPED);
        }
    }

    private int begin() throws InterruptedException {
        var preset = Preflight.preset(options);
        var name = options.model().preset().orElse(TrainOptions.Model.PRESET);
        var minersPerStage = options.model().minersPerStage().orElse(1);
        var time = RUN_NAME.format(began);
        try (var folder = RunFolder.create(options.files().out().orElse(RunFolder.RUNS.resolve(time)))) {
            display.say("run folder %s", folder.root());
            return begin(folder, "run-" + time, name, preset, minersPerStage);
        }
    }

    private int begin(RunFolder folder, String run, String name, Preset preset, int minersPerStage)
            throws InterruptedException {
        try {
            var port = Preflight.port(options);
            var kind = options.cloud().kindOrDefault();
            CloudStart.launch(supervisor, folder, kind, run, port); // comes up beside the tokenising
            var file = prepare(folder, run, name, preset, minersPerStage);
            check(folder, file);
            if (kind == CloudKind.LOCALSTACK) {
                await(folder); // which takes a minute of both cores; miners would take them, and do nothing
            }
            var api = URI.create("http://127.0.0.1:" + port);
            var swarm = Swarm.start(supervisor, java, folder, api, file); // comes up beside the cloud
            var listed = ValidatorProcesses.hotkeys(folder, file, tools, finish);
            var manifest = MinerTools.manifest(folder);
            var weights = tools.startWeights(folder); // drawn beside the cloud, too
            try (var operator = new Operator(await(folder), file.spec(), clock)) {
                display.say("storing the weights that training begins with");
                operator.create(manifest, folder.data(), () -> weights, new UploadProgress(display, finish), 0);
                operator.auditAdmin().list(listed);
                var validators = ValidatorProcesses.start(supervisor, java, folder, api, file);
                Browser.ofThisMachine().show(api, options.cloud().open(), said -> display.say("%s", said));
                return train(folder, file, manifest, operator, swarm, validators);
            }
        } catch (RunnerException | SdkException | StoppedException e) {
            if (begun) {
                throw e;
            }
            supervisor.close();
            throw Withdrawal.of(folder, e);
        }
    }

    private RunFile prepare(RunFolder folder, String run, String name, Preset preset, int minersPerStage)
            throws InterruptedException {
        checkMemory(
                Preflight.Trained.preset(name),
                tools.memory(preset, options.text(), folder.logs(), finish),
                minersPerStage);
        display.say("tokenising %s", options.text().data().map(Path::toString).orElse("the sample corpus"));
        var file = RunPreparation.prepare(folder, tools, options, run, preset, minersPerStage, finish);
        MinerTools.notes(folder).forEach(note -> display.say("%s", note));
        return file;
    }

    private static void checkMemory(Preflight.Trained trained, long needed, int minersPerStage) {
        var kernel = ProcessFiles.ofKernel();
        Preflight.checkMemory(trained, needed, minersPerStage, kernel.availableBytes(), kernel.allBytes());
    }

    private int resume(Path path) throws InterruptedException {
        try (var folder = RunFolder.open(path)) {
            var before = folder.record();
            display.say("going on with %s in %s", before.spec().run(), folder.root());
            check(folder, before);
            CloudStart.requireLasting(folder);
            checkMemory(Preflight.Trained.run(folder.root()), tools.memory(folder, finish), before.minersPerStage());
            CloudStart.launch(
                    supervisor, folder, before.spec().run(), options.cloud().port());
            var cloud = await(folder);
            var manifest = MinerTools.manifest(folder);
            try (var operator = new Operator(cloud, before.spec(), clock)) {
                operator.create(
                        manifest,
                        folder.data(),
                        () -> tools.startWeights(folder),
                        new UploadProgress(display, finish),
                        0);
                // Before the miners come: they learn what the run is when they register.
                var file = new ResumedRun(options, display).changed(folder, before, operator);
                var swarm = Swarm.start(supervisor, java, folder, cloud.api(), file);
                operator.auditAdmin().list(ValidatorProcesses.hotkeys(folder, file, tools, finish));
                var validators = ValidatorProcesses.start(supervisor, java, folder, cloud.api(), file);
                Browser.ofThisMachine().show(cloud.api(), options.cloud().open(), said -> display.say("%s", said));
                return train(folder, file, manifest, operator, swarm, validators);
            }
        }
    }

    private CloudFile await(RunFolder folder) throws InterruptedException {
        return CloudStart.await(supervisor, folder, finish, news -> display.say("%s", news));
    }

    private void check(RunFolder folder, RunFile file) {
        FolderCheck.check(folder, file, MinerTools.manifest(folder)).forEach(repaired -> display.say("%s", repaired));
    }

    private int train(
            RunFolder folder,
            RunFile file,
            DataManifest manifest,
            Operator operator,
            Swarm swarm,
            ValidatorProcesses validators)
            throws InterruptedException {
        begun = true;
        var hasEpochs = file.spec().epochs().count() > 0;
        var steps = options.length().steps();
        // Where epochs end the run, each takes as much as it needs: the next one must find something, too.
        var goal = operator.open(
                steps.isPresent() && !hasEpochs
                        ? OptionalLong.of(steps.getAsLong() * file.microbatchesPerStep())
                        : OptionalLong.empty());
        display.say(
                "starting %d miners, %d threads each, and %d %s",
                file.miners(), swarm.threads(), file.validators(), file.validators() == 1 ? "validator" : "validators");
        display.say("one more miner joins with: %s", swarm.join());
        var staffing = new Staffing(supervisor::givenUp, folder, file.miners());
        var session = new Session(file, goal, operator, supervisor, staffing, display, clock, finish);
        var ending = new Conclusion(folder, file, manifest, options, tools, session, display, began);
        conclusion = Optional.of(ending);
        train(file, session, ending);
        trained = true;
        var lastWords = new LastWords(operator, supervisor, file.validators(), display, clock, finish);
        var collected = collect(folder, operator, session, lastWords, ending);
        session.end();
        folder.write(file.after(session.seconds()));
        supervisor.dismiss(swarm.names());
        supervisor.dismiss(validators.names());
        var books = books(file, manifest, operator, session, ending.since());
        supervisor.dismiss(List.of(CloudStart.NAME));
        return ending.conclude(books, collected, hurry);
    }

    private void train(RunFile file, Session session, Conclusion ending) throws InterruptedException {
        try {
            session.awaitMiners();
            var hasEpochs = file.spec().epochs().count() > 0;
            ending.ended(session.train(
                    hasEpochs ? Optional.empty() : options.length().time()));
        } catch (RunnerException e) {
            ending.failed(String.valueOf(e.getMessage()));
        }
    }

    /** The weights that were published last, those of this session if there are any; whether there are some. */
    private boolean collect(
            RunFolder folder, Operator operator, Session session, LastWords lastWords, Conclusion ending)
            throws InterruptedException {
        try {
            if (ending.goesWell()) {
                display.say("finishing: what is on its way, a last step, the weights");
                session.finish();
            }
            if (operator.history().newest() == 0) {
                return false; // the initial weights
            }
            WeightDownload.write(
                    operator.history(), operator.recorded().model().stages(), folder.weights(), stages -> {});
            if (ending.goesWell()) {
                lastWords.awaitTraffic();
                lastWords.awaitAudits();
            }
            return true;
        } catch (RunnerException e) {
            ending.failed(String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            ending.failed("the cloud does not answer: " + EndReason.of(e));
        }
        return false;
    }

    /** From the tables, or from what is remembered if they cannot be read. */
    private static Books books(
            RunFile file, DataManifest manifest, Operator operator, Session session, StatusResponse before) {
        try {
            return operator.books(file.microbatchesPerStep(), before, session.opened(), manifest);
        } catch (SdkException e) {
            return Books.known(before, session.last(), file.spec().training().microbatchesPerStep());
        }
    }
}
