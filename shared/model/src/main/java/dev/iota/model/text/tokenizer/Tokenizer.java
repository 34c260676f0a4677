package dev.iota.model.text.tokenizer;

import dev.iota.core.data.DataManifest;
import dev.iota.model.text.CorpusException;
import java.nio.file.Path;
import java.util.Optional;

/** Text to tokens and back. For any number of threads. */
public sealed interface Tokenizer extends AutoCloseable permits ByteTokenizer, FileTokenizer {

    /**
     * The tokenizer that a user names.
     *
     * @param nameOrFile {@code byte}, or the path of a {@code tokenizer.json}
     * @param endOfText the token that stands between documents, such as {@code <|endoftext|>}; by default the one
     *     that the file marks as special under one of the usual names
     * @throws CorpusException if the file cannot be used, or has no such token
     */
    static Tokenizer of(String nameOrFile, Optional<String> endOfText) {
        return nameOrFile.equals(DataManifest.BYTE)
                ? new ByteTokenizer()
                : FileTokenizer.read(Path.of(nameOrFile), endOfText);
    }

    /** As it appears in the manifest. */
    String name();

    /** SHA-256 of its {@code tokenizer.json} in hexadecimal, or {@link DataManifest#BYTE} without a file. */
    String sha256();

    /** The {@code tokenizer.json} it was read from, if any. */
    Optional<Path> file();

    /** Tokens are below this number. */
    int vocabulary();

    /** The token that stands between documents; {@link #encode} never yields it from ordinary text. */
    int endOfText();

    /** How {@link #endOfText} is written, so that the tokenizer can be opened again with the same choice. */
    String endOfTextName();

    /** The tokens of a text, all of them, without any at its ends that mark a beginning or an end. */
    int[] encode(String text);

    /** The text of tokens. Special tokens are not text and yield nothing; bytes that are not UTF-8 yield U+FFFD. */
    String decode(int[] tokens);

    @Override
    void close();
}
