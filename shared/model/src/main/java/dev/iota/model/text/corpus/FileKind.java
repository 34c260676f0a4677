package dev.iota.model.text.corpus;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file holds, by its name. */
record FileKind(Form form, Compression compression) {
    /** How documents stand in a file. */
    enum Form {
        /** The file is one document. */
        TEXT,
        /** Each line is an object with a document in a field. */
        JSON_LINES,
        /** The same if it is text at all: {@code .json} is also what settings and descriptions are called. */
        JSON,
        /** A column of strings has a document in each row. */
        PARQUET
    }

    /** What a file is unpacked with. */
    enum Compression {
        NONE,
        GZIP,
        ZSTD
    }

    private static final Map<String, Form> FORMS = Map.of(
            ".txt", Form.TEXT,
            ".text", Form.TEXT,
            ".md", Form.TEXT,
            ".jsonl", Form.JSON_LINES,
            ".ndjson", Form.JSON_LINES,
            ".json", Form.JSON,
            ".parquet", Form.PARQUET);

    private static final Map<String, Compression> COMPRESSIONS =
            Map.of(".gz", Compression.GZIP, ".zst", Compression.ZSTD);

    /** What is read, for people. */
    static final String WANTED = "give a text file (.txt, .text, .md), a file of JSON lines (.jsonl, .ndjson, .json), "
            + "either also as .gz or .zst, a .parquet file, or a folder of such files";

    /** Empty if the name is that of no kind that is read. */
    static Optional<FileKind> of(Path file) {
        var name = name(file);
        var compression = COMPRESSIONS.getOrDefault(suffix(name), Compression.NONE);
        var plain = compression == Compression.NONE
                ? name
                : name.substring(0, name.length() - suffix(name).length());
        // Parquet is compressed inside.
        return Optional.ofNullable(FORMS.get(suffix(plain)))
                .filter(form -> form != Form.PARQUET || compression == Compression.NONE)
                .map(form -> new FileKind(form, compression));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static String suffix(String name) {
        var dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
