package dev.iota.model.text.corpus;

import dev.iota.model.text.CorpusException;
import java.nio.file.Path;
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
     * {@code .json} files hold one on each line, an object with a field {@code text}. All of them in UTF-8, and each
     * may be compressed as {@code .gz}.
     *
     * @throws CorpusException if there is nothing of that kind
     */
    static Corpus of(Path fileOrFolder) {
        return FileCorpus.find(fileOrFolder);
    }

    /** What it is, for people. */
    String name();

    /** Bytes that a whole reading reads, compressed as they are. */
    long bytes();

    /**
     * Reads all documents. A document without a visible character is left out.
     *
     * @param sectionLength longer documents are cut into sections of at most so many characters (UTF-16), where
     *     possible between paragraphs
     * @param visitor gets the sections in order; what it throws ends the reading
     * @throws CorpusException at the first thing that is malformed, with file and line
     */
    void read(int sectionLength, Consumer<Section> visitor);
}
