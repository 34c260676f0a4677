package dev.iota.miner;

import dev.iota.cloud.terminal.ProgressBar;
import dev.iota.core.run.Presets;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.model.file.AtomicFile;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.model.text.corpus.CorpusOptions;
import dev.iota.model.text.packing.FolderSink;
import dev.iota.model.text.packing.Packing;
import dev.iota.model.text.packing.PackingSpec;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Turns text into the token shards of a run and their manifest. */
@Command(
        name = "tokenise",
        aliases = "tokenize",
        description = "Tokenise text into shards with a manifest; a part is held out and never trained on.")
final class TokeniseCommand implements Callable<Integer> {
    /** What lines begin with that say what was left out. */
    private static final String NOTE = "note: ";

    private static final double PERCENT = 100;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "P",
            defaultValue = "tiny",
            description = "name or file; gives the length and number of the sequences of a microbatch "
                    + "(default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String preset;

    @Option(
            names = "--data",
            paramLabel = "FILE|DIR",
            description = "text (.txt, .md), JSON lines (.jsonl), either also as .gz or .zst, or .parquet; "
                    + "default: the sample corpus")
    private @Nullable Path data;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "of JSON lines, or column of parquet, that holds the text (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String field;

    @Option(
            names = "--bad-lines",
            paramLabel = "PERCENT",
            defaultValue = "1",
            description = "of the documents that may be left out since they are no text (default: ${DEFAULT-VALUE})")
    private double badLines;

    @Option(
            names = "--tokenizer",
            paramLabel = "byte|FILE",
            defaultValue = "byte",
            description = "byte, or a tokenizer.json (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String tokenizer;

    @Option(
            names = "--end-of-text",
            paramLabel = "TOKEN",
            description = "the tokenizer's token between documents; default: the one it marks as such")
    private @Nullable String endOfText;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "of the held-out part, the shuffle and the data's order (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where shards and manifest go")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    @Option(names = "--json", description = "print the manifest")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var training = Presets.load(preset).training();
        if (!(badLines >= 0 && badLines <= PERCENT)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--bad-lines is %s; wanted a percentage, 0 to 100".formatted(badLines));
        }
        var corpus = data == null ? Corpus.sample() : Corpus.of(data, new CorpusOptions(field, badLines / PERCENT));
        var print = spec.commandLine().getOut();
        try (var opened = Tokenizer.of(tokenizer, Optional.ofNullable(endOfText));
                var progressBar = ProgressBar.of(spec.commandLine().getErr(), "tokenising")) {
            var manifest = new Packing(opened, training.sequence(), training.sequences(), PackingSpec.withSeed(seed))
                    .pack(
                            corpus,
                            new FolderSink(out),
                            (read, all, documents, tokens) -> progressBar.update(
                                    read, all, "%,d documents, %,d tokens".formatted(documents, tokens)));
            AtomicFile.write(out.resolve(FolderSink.MANIFEST), manifest.write().getBytes(StandardCharsets.UTF_8));
            progressBar.update(1, 1, "%,d documents".formatted(manifest.documents()));
            // What a program reads is the manifest alone.
            var notes = json ? spec.commandLine().getErr() : print;
            corpus.notes().forEach(note -> notes.println(NOTE + note));
            if (json) {
                print.println(manifest.write());
            } else {
                print.printf(
                        "%s: %,d documents, %,d tokens to train on in %d shards, %,d held out, "
                                + "unigram entropy %.4f nats per token%n",
                        out,
                        manifest.documents(),
                        manifest.tokens(),
                        manifest.shards().size(),
                        manifest.heldOutTokens(),
                        manifest.unigramEntropy());
            }
        }
        return ExitStatus.OK;
    }
}
