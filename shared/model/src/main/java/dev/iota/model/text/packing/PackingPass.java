package dev.iota.model.text.packing;

import dev.iota.core.data.DataManifest;
import dev.iota.core.data.Mix;
import dev.iota.core.data.RecordShape;
import dev.iota.model.text.CorpusException;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.model.text.corpus.Section;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One reading of a corpus with one held-out share. */
final class PackingPass {
    /** Characters that are tokenized together, on all cores. */
    private static final int BATCH_CHARACTERS = 1 << 20;
    /** A section is at least this long: enough for a tokenizer to be worth calling. */
    private static final int SHORTEST_SECTION = 1 << 13;
    /**
     * A section holds some windows, so that what is held out of a long document is not patched together from scraps.
     */
    private static final int CHARACTERS_PER_ROW_TOKEN = 8;

    private static final int LONGEST_SECTION = 1 << 20;
    /** A double holds 53 bits of a fraction exactly. */
    private static final int UNUSED_BITS = Long.SIZE - 53;

    private static final double TO_UNIT = 0x1p-53;

    private final Tokenizer tokenizer;
    private final RecordShape shape;
    private final PackingSpec spec;
    private final double heldOutShare;
    private final ShardSink sink;
    private final PackingProgress progress;

    private final Unigrams training;
    private final Reservoir heldOut;
    private final ShardSeries shards;
    private final ShuffleBuffer shuffle;
    private final Windows trainingWindows;
    private final Windows heldOutWindows;

    private final List<Section> batch = new ArrayList<>();
    private int batchCharacters;
    private long documents;
    private long tokens;

    PackingPass(
            Tokenizer tokenizer,
            RecordShape shape,
            PackingSpec spec,
            double heldOutShare,
            ShardSink sink,
            PackingProgress progress) {
        this.tokenizer = tokenizer;
        this.shape = shape;
        this.spec = spec;
        this.heldOutShare = heldOutShare;
        this.sink = sink;
        this.progress = progress;
        var records = ShardSeries.recordsIn(shape, spec.shardBytes());
        training = new Unigrams(tokenizer.vocabulary());
        heldOut = new Reservoir(
                Math.multiplyExact(records, shape.sequences()), new Draws(spec.seed(), Draws.Purpose.RESERVOIR));
        shards = new ShardSeries(shape, records, this::storeTraining, "train-%05d.tokens"::formatted, training::add);
        shuffle = new ShuffleBuffer(shuffled(shape, spec), new Draws(spec.seed(), Draws.Purpose.SHUFFLE), shards::add);
        trainingWindows = new Windows(shape.rowTokens(), tokenizer.endOfText(), shuffle::add);
        heldOutWindows = new Windows(shape.rowTokens(), tokenizer.endOfText(), heldOut::add);
    }

    /**
     * @throws HeldOutTooSmallException if a larger share should be tried
     * @throws CorpusException if the corpus cannot be read, or gives no record to train on
     */
    DataManifest run(Corpus corpus) {
        var sectionLength =
                Math.clamp((long) CHARACTERS_PER_ROW_TOKEN * shape.rowTokens(), SHORTEST_SECTION, LONGEST_SECTION);
        corpus.read(sectionLength, section -> {
            batch.add(section);
            batchCharacters += section.text().length();
            if (batchCharacters >= BATCH_CHARACTERS) {
                packBatch(corpus);
            }
        });
        packBatch(corpus);
        if (tokens == 0) {
            throw new CorpusException("there is no text in %s; name other text with --data".formatted(corpus.name()));
        }
        requireHeldOut();
        shuffle.drain();
        var entries = shards.finish();
        if (entries.isEmpty()) {
            throw Packing.tooSmall(corpus, shape, tokens);
        }
        var targets = new Unigrams(tokenizer.vocabulary());
        // What is held out stays in one shard: the reservoir holds no more.
        var heldOutShard = new ShardSeries(
                shape,
                Integer.MAX_VALUE,
                sink,
                number -> "held-out.tokens",
                record -> targets.addTargets(record, shape.rowTokens()));
        heldOut.kept().forEach(heldOutShard::add);
        var heldOutEntry = heldOutShard.finish().getFirst();
        return new DataManifest(
                tokenizer.name(),
                tokenizer.sha256(),
                tokenizer.vocabulary(),
                shape.sequence(),
                shape.sequences(),
                spec.seed(),
                entries,
                heldOutEntry,
                documents,
                shards.tokens(),
                heldOutShard.tokens(),
                targets.entropyUnder(training));
    }

    /** Tokens read so far. */
    long tokens() {
        return tokens;
    }

    private static int shuffled(RecordShape shape, PackingSpec spec) {
        var rows = spec.shuffleBytes() / ((long) Integer.BYTES * shape.rowTokens());
        return Math.clamp(rows, shape.sequences(), Integer.MAX_VALUE);
    }

    private void packBatch(Corpus corpus) {
        var encoded = batch.parallelStream()
                .map(section -> tokenizer.encode(section.text()))
                .toList();
        for (var i = 0; i < encoded.size(); i++) {
            var section = batch.get(i);
            (isHeldOut(section) ? heldOutWindows : trainingWindows).add(section, encoded.get(i));
            tokens += encoded.get(i).length;
            documents = section.document() + 1;
        }
        if (!batch.isEmpty()) {
            progress.update(batch.getLast().bytesRead(), corpus.bytes(), documents, tokens);
        }
        batch.clear();
        batchCharacters = 0;
    }

    private boolean isHeldOut(Section section) {
        var hash = Mix.of(Mix.of(Mix.of(spec.seed()) + section.document()) + section.index());
        return (hash >>> UNUSED_BITS) * TO_UNIT < heldOutShare;
    }

    /**
     * A first shard is full, or the last is reached: from now on something is stored, so the held-out part must be
     * sure.
     */
    private void requireHeldOut() {
        if (heldOut.kept().size() < shape.sequences()) {
            throw new HeldOutTooSmallException();
        }
    }

    private void storeTraining(String key, long length, ShardSink.Body body) throws IOException {
        requireHeldOut();
        sink.put(key, length, body);
    }
}
