package dev.iota.model.text.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.iota.core.base.Sha256;
import dev.iota.model.file.BoundedFile;
import dev.iota.model.text.CorpusException;
import dev.iota.model.text.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Any {@code tokenizer.json} of Hugging Face, run by their own library. Unlike there, the name of a special token in a
 * text is text: whoever writes what is trained on ends no document with it.
 */
public final class FileTokenizer implements Tokenizer {
    /** The largest in use have 35 MB. */
    private static final int MOST_BYTES = 1 << 28;

    /** Without these the library cuts a text at 512 tokens. */
    private static final Map<String, String> WHOLE_TEXTS = Map.of("truncation", "false", "padding", "false");

    private final TokenizerFile file;
    private final String sha256;
    /** Turns text into tokens. */
    private final HuggingFaceTokenizer reading;
    /** Turns tokens into text, by their own names; not there before it is wanted. */
    private @Nullable HuggingFaceTokenizer writing;

    private FileTokenizer(TokenizerFile file, String sha256, HuggingFaceTokenizer reading) {
        this.file = file;
        this.sha256 = sha256;
        this.reading = reading;
    }

    static FileTokenizer read(Path path, Optional<String> endOfText) {
        try {
            var content = BoundedFile.read(path, MOST_BYTES);
            var file = TokenizerFile.parse(path, content, endOfText);
            return new FileTokenizer(file, Sha256.hex(content), open(file.path(), file.textJson()));
        } catch (IOException e) {
            throw new CorpusException(
                    "cannot read the tokenizer %s (%s); give the path of a tokenizer.json, or 'byte'"
                            .formatted(path, Reason.of(e)),
                    e);
        }
    }

    private static HuggingFaceTokenizer open(Path path, String json) throws IOException {
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), WHOLE_TEXTS);
        } catch (RuntimeException e) {
            throw new CorpusException("the tokenizer %s cannot be used: %s".formatted(path, e.getMessage()), e);
        }
    }

    @Override
    public String name() {
        return String.valueOf(file.path().getFileName());
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(file.path());
    }

    @Override
    public int vocabulary() {
        return file.vocabulary();
    }

    @Override
    public int endOfText() {
        return file.endOfText();
    }

    @Override
    public String endOfTextName() {
        return file.endOfTextName();
    }

    @Override
    public int[] encode(String text) {
        var ids = reading.encode(PlainText.of(text), false, false).getIds();
        var tokens = new int[ids.length];
        Arrays.setAll(tokens, i -> Math.toIntExact(ids[i]));
        return tokens;
    }

    @Override
    public String decode(int[] tokens) {
        return writing().decode(Arrays.stream(tokens).asLongStream().toArray(), true);
    }

    private synchronized HuggingFaceTokenizer writing() {
        if (writing == null) {
            try {
                writing = open(file.path(), file.json());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return writing;
    }

    @Override
    public synchronized void close() {
        reading.close();
        if (writing != null) {
            writing.close();
        }
    }
}
