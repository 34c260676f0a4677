package dev.iota.model.text.packing;

import dev.iota.core.data.DataManifest;
import dev.iota.core.data.RecordShape;
import dev.iota.model.text.CorpusException;
import dev.iota.model.text.corpus.Corpus;
import dev.iota.model.text.tokenizer.Tokenizer;

/**
 * Packs a corpus into token shards: documents to tokens with an end-of-text token between them, tokens to windows of T
 * + 1, windows through a shuffle buffer, B of them to a record, records to shards. A part of the corpus, chosen by a
 * seeded hash of the number of the document, is held out: it goes into a shard of its own and into no other. A document
 * that is longer than some windows is cut into sections first, and each section is held out or not by itself, so that a
 * single book can be used, too.
 *
 * <p>Everything streams: memory is bounded by the shuffle buffer, a shard of each part, and some megabytes of text. The
 * same corpus, shape, tokenizer and seed give the same shards, byte for byte.
 */
public final class Packing {
    private final Tokenizer tokenizer;
    private final RecordShape shape;
    private final PackingSpec spec;

    /**
     * @param sequence inputs of a sequence (T)
     * @param sequences sequences of a record (B)
     */
    public Packing(Tokenizer tokenizer, int sequence, int sequences, PackingSpec spec) {
        this.tokenizer = tokenizer;
        this.spec = spec;
        shape = new RecordShape(tokenizer.vocabulary(), sequence, sequences);
    }

    /**
     * Reads the corpus, more than once if it is so small that the held-out share has to be raised, and stores the
     * shards. Nothing is stored before it is sure that there is a held-out record.
     *
     * @return the manifest, which is for the caller to store
     * @throws CorpusException if the corpus cannot be read or is too small for a training and a held-out record
     * @throws java.io.UncheckedIOException if a shard cannot be stored
     */
    public DataManifest pack(Corpus corpus, ShardSink sink, PackingProgress progress) {
        var share = spec.heldOutShare();
        while (true) {
            var pass = new PackingPass(tokenizer, shape, spec, share, sink, progress);
            try {
                return pass.run(corpus);
            } catch (HeldOutTooSmallException e) {
                if (share == PackingSpec.LARGEST_HELD_OUT_SHARE) {
                    throw tooSmall(corpus, shape, pass.tokens());
                }
                share = Math.min(2 * share, PackingSpec.LARGEST_HELD_OUT_SHARE);
            }
        }
    }

    static CorpusException tooSmall(Corpus corpus, RecordShape shape, long tokens) {
        return new CorpusException(
                ("%s has only %d tokens; a record to train on and one to hold out take %d each and are "
                                + "not both found in it: give more text, or fewer or shorter sequences")
                        .formatted(corpus.name(), tokens, shape.tokens()));
    }
}
