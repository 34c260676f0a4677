package dev.iota.model.text.packing;

import dev.iota.model.text.corpus.Section;
import java.util.function.Consumer;

/**
 * Tokens of sections, one after the other, cut into windows of equal length. An end-of-text token stands between two
 * sections unless the second continues the first.
 */
final class Windows {
    private final int endOfText;
    private final Consumer<int[]> next;
    private int[] window;
    private int filled;
    private long document = -1;
    private int index;

    /** @param length tokens of a window: T + 1 */
    Windows(int length, int endOfText, Consumer<int[]> next) {
        this.endOfText = endOfText;
        this.next = next;
        window = new int[length];
    }

    void add(Section section, int[] tokens) {
        var first = document < 0;
        var continues = section.document() == document && section.index() == index + 1;
        if (!first && !continues) {
            add(new int[] {endOfText});
        }
        add(tokens);
        document = section.document();
        index = section.index();
    }

    private void add(int[] tokens) {
        for (var from = 0; from < tokens.length; ) {
            var count = Math.min(tokens.length - from, window.length - filled);
            System.arraycopy(tokens, from, window, filled, count);
            from += count;
            filled += count;
            if (filled == window.length) {
                var full = window;
                window = new int[full.length];
                filled = 0;
                next.accept(full);
            }
        }
    }
}
