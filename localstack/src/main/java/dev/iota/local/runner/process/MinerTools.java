package dev.iota.local.runner.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.run.Preset;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.failure.StoppedException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.options.TextOptions;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.report.RunFacts;
import dev.iota.orchestrator.admin.StartWeights;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;

/**
 * Subcommands of the agents that do one thing and end. Each runs in a process of its own: the tensor library never
 * enters this one. What goes wrong in them is told in their own words.
 */
public final class MinerTools {
    /** What a folder of token shards has besides them. */
    public static final String MANIFEST = "manifest.json";

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final String TOKENISE = "tokenise";
    /** What the lines of the tokenising begin with that say what was left out. */
    private static final String NOTE = "note: ";

    private final JavaCommands java;
    private final Supervisor supervisor;

    public MinerTools(JavaCommands java, Supervisor supervisor) {
        this.java = java;
        this.supervisor = supervisor;
    }

    /**
     * Bytes that a miner of each stage needs, all of them together, with the vocabulary of the tokenizer that was asked
     * for.
     *
     * @param logs folder of logs
     * @param stop ends the waiting early
     */
    public long memory(Preset preset, TextOptions text, Path logs, CountDownLatch stop) throws InterruptedException {
        try {
            var folder = Files.createTempDirectory("iota");
            try {
                var file = Files.writeString(folder.resolve("preset.json"), Json.write(preset));
                var arguments = new ArrayList<String>();
                text.tokenizerFile().ifPresent(given -> arguments.addAll(List.of("--tokenizer", given.toString())));
                text.endOfText().ifPresent(token -> arguments.addAll(List.of("--end-of-text", token)));
                return memory(file, arguments, logs, stop);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            var temporary = Path.of(System.getProperty("java.io.tmpdir"));
            throw new RunnerException(e, "cannot write to %s: %s", temporary, new LocalDisk(temporary).reason(e));
        }
    }

    /** The same of the run in a folder. */
    public long memory(RunFolder folder, CountDownLatch stop) throws InterruptedException {
        return memory(folder.preset(), tokenizer(folder), folder.logs(), stop);
    }

    private long memory(Path preset, List<String> tokenizer, Path logs, CountDownLatch stop)
            throws InterruptedException {
        var arguments = new ArrayList<>(List.of(preset.toString(), "--json"));
        arguments.addAll(tokenizer);
        var stages = run("presets", logs, arguments, stop).path(0).path("stages");
        return StreamSupport.stream(stages.spliterator(), false)
                .mapToLong(stage -> stage.path("needed").asLong())
                .sum();
    }

    /**
     * Text to token shards and a manifest in the run's folder.
     *
     * @param stop ends the waiting early
     */
    public DataManifest tokenise(RunFolder folder, TrainOptions options, Preset preset, CountDownLatch stop)
            throws InterruptedException {
        RunFolder.replace(folder.preset(), Json.write(preset));
        var text = options.text();
        text.tokenizerFile().ifPresent(folder::keepTokenizer);
        text.endOfText().ifPresent(token -> RunFolder.replace(endOfText(folder), token));
        var arguments = new ArrayList<>(List.of(
                "--out",
                folder.data().toString(),
                "--preset",
                folder.preset().toString(),
                "--seed",
                Long.toString(options.seedOrDefault())));
        arguments.addAll(tokenizer(folder));
        text.data().ifPresent(data -> arguments.addAll(List.of("--data", data.toString())));
        text.field().ifPresent(field -> arguments.addAll(List.of("--field", field)));
        text.badLines().ifPresent(percent -> arguments.addAll(List.of("--bad-lines", Double.toString(percent))));
        run(TOKENISE, folder.logs(), arguments, stop);
        return manifest(folder);
    }

    /** What the tokenising left out, for people. */
    public static List<String> notes(RunFolder folder) {
        var file = folder.logs().resolve(TOKENISE + ".out");
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(NOTE))
                    .map(line -> line.substring(NOTE.length()))
                    .toList();
        } catch (IOException e) {
            throw new RunnerException(e, "cannot read %s: %s", file, FileReason.of(e));
        }
    }

    /**
     * The manifest of the tokens in a run's folder.
     *
     * @throws RunnerException if it is missing or damaged
     */
    public static DataManifest manifest(RunFolder folder) {
        return manifest(folder.data());
    }

    /** The same of tokens in any folder. */
    public static DataManifest manifest(Path shards) {
        var file = shards.resolve(MANIFEST);
        try {
            return DataManifest.read(Files.readString(file));
        } catch (MalformedException | CharacterCodingException e) {
            throw new RunnerException(
                    e,
                    "%s is damaged: %s; put a good copy of it back, or start another run",
                    file,
                    e instanceof MalformedException ? String.valueOf(e.getMessage()) : "it is no text");
        } catch (IOException e) {
            throw new RunnerException(
                    e, "cannot read %s: %s; put a good copy of it back, or start another run", file, FileReason.of(e));
        }
    }

    /** Begins to draw what every stage starts from, by the specification in the run's folder. */
    public StartWeights startWeights(RunFolder folder) {
        var arguments = List.of("--spec", folder.spec().toString());
        return new DrawnWeights(supervisor.piped(launch("initial", folder.logs(), tool("initial", arguments))));
    }

    /**
     * Makes the key of a validator, unless it has one; {@link RunFolder#validatorHotkey} shows it.
     *
     * @param stop ends the waiting early
     */
    public void validatorKey(RunFolder folder, int validator, CountDownLatch stop) throws InterruptedException {
        if (folder.validatorHotkey(validator).isPresent()) {
            return;
        }
        var home = folder.validator(validator).toString();
        var command = java.validatorTool(List.of("hotkey", "--home", home));
        var child = ended("validator-key", folder.logs(), command, stop);
        if (child.exitStatus() != 0) {
            throw new RunnerException("the key of a validator was not made: %s", child.why());
        }
    }

    /** Collected weights to a checkpoint. */
    public void export(RunFolder folder, long tokens) throws InterruptedException {
        var arguments = new ArrayList<>(List.of(
                "--spec",
                folder.spec().toString(),
                "--weights",
                folder.weights().toString(),
                "--tokens",
                Long.toString(tokens),
                "--out",
                folder.checkpoint().toString()));
        arguments.addAll(tokenizer(folder));
        run("export", folder.logs(), arguments, new CountDownLatch(1));
    }

    /**
     * Measures the run's checkpoint on its held-out tokens.
     *
     * @param stop ends it early
     * @return what came of it, a loss that is no finite number included; empty if it was ended early
     */
    public Optional<RunFacts.HeldOut> evaluate(RunFolder folder, CountDownLatch stop) throws InterruptedException {
        var arguments = List.of(
                "--checkpoint",
                folder.checkpoint().toString(),
                "--data",
                folder.data().toString(),
                "--json");
        try {
            var child = ended("evaluate", folder.logs(), tool("evaluate", arguments), stop);
            var loss = json(child).path("heldOutLoss");
            return Optional.of(
                    loss.isMissingNode()
                            ? new RunFacts.Unknown("its evaluation failed: " + child.why())
                            : new RunFacts.Measured(loss.asDouble(Double.NaN)));
        } catch (StoppedException e) {
            return Optional.empty();
        }
    }

    /** The run's own copy of the tokenizer's file, or the name of the byte tokenizer; and its end-of-text token. */
    private static List<String> tokenizer(RunFolder folder) {
        var arguments = new ArrayList<>(
                List.of("--tokenizer", folder.tokenizer().map(Path::toString).orElse(TextOptions.BYTE)));
        var endOfText = endOfText(folder);
        if (Files.exists(endOfText)) {
            try {
                arguments.addAll(List.of("--end-of-text", Files.readString(endOfText)));
            } catch (IOException e) {
                throw new RunnerException(e, "cannot read %s: %s", endOfText, FileReason.of(e));
            }
        }
        return arguments;
    }

    /** Holds the token between documents, if a person chose it. */
    private static Path endOfText(RunFolder folder) {
        return folder.root().resolve("end-of-text.txt");
    }

    private JsonNode run(String name, Path folder, List<String> arguments, CountDownLatch stop)
            throws InterruptedException {
        var child = ended(name, folder, tool(name, arguments), stop);
        if (child.exitStatus() != 0) {
            throw new RunnerException("%s: %s", name, child.why());
        }
        return json(child);
    }

    private List<String> tool(String name, List<String> arguments) {
        var command = new ArrayList<>(List.of(name));
        command.addAll(arguments);
        return java.tool(command);
    }

    private Child ended(String name, Path folder, List<String> command, CountDownLatch stop)
            throws InterruptedException {
        var child = supervisor.errand(launch(name, folder, command));
        while (!child.await(LOOK_EVERY)) {
            if (stop.getCount() == 0) {
                child.kill();
                throw new StoppedException();
            }
        }
        return child;
    }

    private static Launch launch(String name, Path folder, List<String> command) {
        return new Launch(name, command, Map.of(), folder.resolve(name + ".out"), folder.resolve(name + ".log"));
    }

    /** The last line of what it printed, if that is JSON. */
    private static JsonNode json(Child child) {
        var lines = child.output();
        return lines.isEmpty() || !lines.getLast().matches("[{\\[].*")
                ? Json.mapper().missingNode()
                : Json.read(lines.getLast(), JsonNode.class);
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
