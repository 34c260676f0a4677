package dev.iota.model.text.corpus;

import dev.iota.model.text.CorpusException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Documents, in an order that is always the same. Can be read again and again. */
public interface Corpus {

    /**
     * The sample that comes with the project: parliamentary debates of the European Union in some twenty languages, 21
     * MB.
     */
    static Corpus sample() {
        return new SampleCorpus();
    }

    /**
     * A user's own text: a file, or a folder that is searched with all its folders, in the order of the paths.
     * {@code .txt}, {@code .text} and {@code .md} files are a document each; {@code .jsonl}, {@code .ndjson} and
     * {@code .json} files hold one on each line, in a field of an object; {@code .parquet} files in each row of a
     * column. All of them in UTF-8, and each of the former may be compressed as {@code .gz} or {@code .zst}.
     *
     * @throws CorpusException if there is nothing of that kind
     */
    static Corpus of(Path fileOrFolder, CorpusOptions options) {
        return FileCorpus.find(fileOrFolder, options);
    }

    /** With the usual options. */
    static Corpus of(Path fileOrFolder) {
        return of(fileOrFolder, CorpusOptions.DEFAULT);
    }

    /** What it is, for people. */
    String name();

    /** Bytes that a whole reading reads, compressed as they are. */
    long bytes();

    /**
     * What was found and not read, for people: files, and documents of the last reading, each with where the first ones
     * are and why.
     */
    default List<String> notes() {
        return List.of();
    }

    /**
     * Reads all documents. A document without a visible character is left out.
     *
     * @param sectionLength longer documents are cut into sections of at most so many characters (UTF-16), where
     *     possible between paragraphs
     * @param visitor gets the sections in order; what it throws ends the reading
     * @throws CorpusException at the first file that is damaged, with its line, or when more documents are no text than
     *     may be left out
     */
    void read(int sectionLength, Consumer<Section> visitor);
}
