package dev.iota.model.text.corpus;

/**
 * How documents are found in files.
 *
 * @param field of JSON lines, or column of parquet, that holds a document
 * @param badShare the part of the documents, between 0 and 1, that may be left out since they are no text; more of
 *     them, and the reading stops
 */
public record CorpusOptions(String field, double badShare) {
    private static final String FIELD = "text";
    /** Collections from the web have a few odd lines in a million; a wrong field makes all of them odd. */
    private static final double BAD_SHARE = 0.01;

    public static final CorpusOptions DEFAULT = new CorpusOptions(FIELD, BAD_SHARE);

    public CorpusOptions {
        if (!(badShare >= 0 && badShare <= 1)) {
            throw new IllegalArgumentException("a share of %s bad documents; wanted 0 to 1".formatted(badShare));
        }
    }
}
