package dev.iota.model.text.packing;

/** Hears how far the packing is, about once for every megabyte of text. */
@FunctionalInterface
public interface PackingProgress {
    /** Tells nobody. */
    PackingProgress SILENT = (bytesRead, bytes, documents, tokens) -> {};

    /**
     * @param bytesRead of the corpus
     * @param bytes of the whole corpus
     * @param documents read so far
     * @param tokens made so far
     */
    void update(long bytesRead, long bytes, long documents, long tokens);
}
