package dev.iota.local.runner.options;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run is trained on.
 *
 * @param data text; none for the sample corpus
 * @param tokenizer {@link #BYTE} or a {@code tokenizer.json}
 * @param endOfText its token between documents; none for the one that it marks as such
 * @param field of JSON lines, or column of parquet, that holds the text; none for {@code text}
 * @param badLines percentage of the documents that may be left out since they are no text; none for one percent
 */
public record TextOptions(
        Optional<Path> data,
        Optional<String> tokenizer,
        Optional<String> endOfText,
        Optional<String> field,
        OptionalDouble badLines) {
    public static final String BYTE = "byte";

    public static final TextOptions DEFAULT = new TextOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty());

    private static final double PERCENT = 100;

    public TextOptions {
        TrainOptions.require(
                badLines.orElse(0) >= 0 && badLines.orElse(0) <= PERCENT,
                "--bad-lines is %s; wanted a percentage, 0 to 100",
                badLines.orElse(0));
    }

    /** The file of the tokenizer, unless it is the byte tokenizer, which has none. */
    public Optional<Path> tokenizerFile() {
        return tokenizer.filter(given -> !given.equals(BYTE)).map(Path::of);
    }
}
