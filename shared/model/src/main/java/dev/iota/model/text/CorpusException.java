package dev.iota.model.text;

import dev.iota.core.base.Explained;
import org.jspecify.annotations.Nullable;

/** Text or a tokenizer that cannot be used; the message names the path, what is wrong with it, and the remedy. */
public final class CorpusException extends IllegalArgumentException implements Explained {
    private static final long serialVersionUID = 1L;

    public CorpusException(String message) {
        super(message);
    }

    public CorpusException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
