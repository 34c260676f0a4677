package dev.iota.model.text.corpus;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Cuts documents into sections and numbers them. */
final class Sections {
    private static final int SHORTEST = 16;

    private final int length;
    private final LongSupplier bytesRead;
    private final Consumer<Section> visitor;
    private long document;
    private int index;

    /**
     * @param length characters of the longest section
     * @param bytesRead how much was read so far
     */
    Sections(int length, LongSupplier bytesRead, Consumer<Section> visitor) {
        if (length < SHORTEST) {
            throw new IllegalArgumentException("sections of %d characters; at least %d".formatted(length, SHORTEST));
        }
        this.length = length;
        this.bytesRead = bytesRead;
        this.visitor = visitor;
    }

    /** A document that is held already. */
    void add(String text) {
        var from = 0;
        while (text.length() - from > length) {
            var to = cut(text, from);
            emit(text.substring(from, to));
            from = to;
        }
        emit(text.substring(from));
        end();
    }

    /** A document of any length. */
    void add(Reader reader) throws IOException {
        var text = new StringBuilder(length + 1);
        var buffer = new char[length + 1];
        for (var read = 0; read >= 0; read = reader.read(buffer, 0, length + 1 - text.length())) {
            text.append(buffer, 0, read);
            if (text.length() > length) {
                var to = cut(text, 0);
                emit(text.substring(0, to));
                text.delete(0, to);
            }
        }
        emit(text.toString());
        end();
    }

    private void emit(String text) {
        if (!text.isBlank()) {
            visitor.accept(new Section(document, index++, text, bytesRead.getAsLong()));
        }
    }

    private void end() {
        if (index > 0) {
            document++;
            index = 0;
        }
    }

    /**
     * Where the section that begins at {@code from} ends: after the last empty line of its second half, else line, else
     * word.
     */
    private int cut(CharSequence text, int from) {
        var end = from + length;
        var line = -1;
        var word = -1;
        for (var i = end; i > from + length / 2; i--) {
            var before = text.charAt(i - 1);
            if (before == '\n' && text.charAt(i - 2) == '\n') {
                return i;
            }
            if (before == '\n' && line < 0) {
                line = i;
            }
            if (before == ' ' && word < 0) {
                word = i;
            }
        }
        if (line >= 0) {
            return line;
        }
        if (word >= 0) {
            return word;
        }
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
