package dev.iota.local.runner.owner;

import dev.iota.cloud.page.Page;
import dev.iota.cloud.page.PageStore;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.merge.Mode;
import dev.iota.core.run.Preset;
import dev.iota.core.run.RunSpec;
import dev.iota.local.runner.RunPreparation;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.display.UploadProgress;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Endpoints;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.options.Preflight;
import dev.iota.local.runner.options.RunOptions;
import dev.iota.local.runner.options.TextOptions;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.process.Supervisor;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The making of a deployed run, from what its owner asked for to its first epoch. */
final class NewRun {
    private static final long MOST_SPEC_BYTES = 1 << 20;

    private final String name;
    private final RunFolder folder;
    private final Display display;
    private final CountDownLatch stop;

    /**
     * @param folder keeps what the run is made from
     * @param stop ends it early
     */
    NewRun(String name, RunFolder folder, Display display, CountDownLatch stop) {
        this.name = name;
        this.folder = folder;
        this.display = display;
        this.stop = stop;
    }

    /** @throws RunnerException with a sentence for each thing that a person has to put right */
    void create(Optional<Path> file, RunOptions asked, JavaCommands java, Supervisor supervisor)
            throws InterruptedException {
        var options = options(asked);
        require(
                file.isEmpty() || !asked.shapes(),
                "--spec is given and options that it replaces; leave them out, but for --data and --tokenizer");
        var several = asked.length().epochs().orElse(1) > 1;
        require(
                file.isPresent() || options.epochChoice().mode() == Mode.SYNC || several == asked.ends(),
                several
                        ? "--epochs is given without --minutes or --steps; say how long all epochs take together"
                        : "--steps or --minutes is given without --epochs; say how many epochs there are, or leave them"
                                + " out and end the run with './iota run stop'");
        Preflight.checkFiles(options);
        var given = file.map(this::read);
        var services = services();
        try {
            known(services).ifPresent(known -> requireSame(known, given, options));
            var tools = new MinerTools(java, supervisor);
            var shards = shards(options, given, tools);
            var manifest = MinerTools.manifest(shards);
            var spec = spec(given, options, manifest);
            RunFolder.replace(folder.spec(), Json.write(spec));
            var progress = new UploadProgress(display, stop);
            var operator = new Operator(spec, services);
            operator.create(manifest, shards, () -> tools.startWeights(folder), progress, Long.MAX_VALUE);
            storePage(services.names());
            display.say(
                    "the run %s is made: %d stages, %,d tokens to train on; it trains once every stage has a miner",
                    name, spec.model().stages(), manifest.tokens());
        } finally {
            services.clients().close();
        }
    }

    /** As this program has it: called again by another one, it is that one's. */
    private void storePage(Names names) {
        try (var store = PageStore.configured(names)) {
            var page = Page.onClassPath().orElseThrow(() -> new IllegalStateException("this jar has no page"));
            display.say(
                    "%d files of the page that shows it are stored; the stack's output DashboardUrl says where it is",
                    store.store(page));
        }
    }

    private Services services() {
        try {
            return Endpoints.deployed(name, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    /** What is there of the run: found out before anything takes long. */
    private Optional<RunRecord> known(Services services) {
        try {
            return services.runs().get();
        } catch (ResourceNotFoundException e) {
            throw new RunnerException(
                    e,
                    "there is no table %s: deploy the stack of the run first (cdk deploy -c run=%s), or look at region"
                            + " and credentials of the environment",
                    services.names().runs(),
                    name);
        }
    }

    /** A run that is there already is not made anew, and its folder is left as it is. */
    private void requireSame(RunRecord known, Optional<RunSpec> given, TrainOptions options) {
        require(
                known.spec().isSameRun(spec(given, options, known.manifest())),
                "the run '%s' exists with another specification: choose another name or go on with it",
                name);
    }

    private RunSpec spec(Optional<RunSpec> given, TrainOptions options, DataManifest manifest) {
        return given.map(spec -> named(spec, manifest)).orElseGet(() -> deployed(options, manifest));
    }

    private static RunSpec named(RunSpec spec, DataManifest manifest) {
        try {
            return spec.withData(manifest.sha256());
        } catch (InvalidSpecException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    /** Every call of a deployed run is paid for. */
    private RunSpec deployed(TrainOptions options, DataManifest manifest) {
        var spec = RunPreparation.spec(options, name, Preflight.preset(options), manifest);
        return spec.withLeases(spec.leases().withRareHeartbeats());
    }

    private RunSpec read(Path file) {
        try {
            require(
                    Files.size(file) <= MOST_SPEC_BYTES,
                    "the specification %s has more than %d bytes; is it the right file?",
                    file,
                    MOST_SPEC_BYTES);
            return Json.read(Files.readString(file), RunSpec.class);
        } catch (MalformedException e) {
            throw new RunnerException(e, "the specification %s: %s", file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read the specification %s: %s", file, FileReason.of(e));
        }
    }

    private static TrainOptions options(RunOptions asked) {
        return new TrainOptions(
                asked.model(Optional.empty(), Optional.empty()),
                asked.length(),
                asked.merge(),
                asked.text(),
                asked.learning(),
                TrainOptions.Files.DEFAULT,
                Optional.empty(),
                TrainOptions.Cloud.DEFAULT);
    }

    /** The folder of the token shards: the one that was named, or the one that text was tokenised into. */
    private Path shards(TrainOptions options, Optional<RunSpec> given, MinerTools tools) throws InterruptedException {
        var data = options.text().data();
        var shards = data.filter(path -> Files.isRegularFile(path.resolve(MinerTools.MANIFEST)));
        if (shards.isPresent()) {
            display.say("taking the token shards in %s", shards.get());
            return shards.get();
        }
        var from = data.map(path -> path.toAbsolutePath().toString()).orElse("the sample corpus");
        var wanted = wanted(options, given, from);
        if (wanted.equals(tokenised())) {
            display.say("taking the token shards in %s, which were made of %s", folder.data(), from);
            return folder.data();
        }
        display.say("tokenising %s", from);
        var preset =
                given.map(spec -> new Preset(spec.model(), spec.training())).orElseGet(() -> Preflight.preset(options));
        tools.tokenise(
                folder, options.withSeed(given.map(RunSpec::seed).orElse(options.seedOrDefault())), preset, stop);
        RunFolder.replace(origin(), wanted);
        return folder.data();
    }

    /** What token shards depend on. */
    private static String wanted(TrainOptions options, Optional<RunSpec> given, String from) {
        var training = given.map(RunSpec::training)
                .orElseGet(() -> Preflight.preset(options).training());
        return Json.write(new TreeMap<>(Map.of(
                "data", from,
                "field", options.text().field().orElse(""),
                "endOfText", options.text().endOfText().orElse(""),
                "tokenizer", options.text().tokenizer().orElse(TextOptions.BYTE),
                "seed", given.map(RunSpec::seed).orElse(options.seedOrDefault()),
                "sequence", training.sequence(),
                "sequences", training.sequences())));
    }

    /** What the token shards that are there were made of; written when they are whole. */
    private String tokenised() {
        try {
            return Files.readString(origin());
        } catch (IOException e) {
            return "";
        }
    }

    private Path origin() {
        return folder.root().resolve("tokens.json");
    }

    private static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new RunnerException(message, values);
        }
    }
}
