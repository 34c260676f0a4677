package dev.iota.cloud.terminal;

/**
 * A column of a {@link Table}.
 *
 * @param right whether its texts end at its right edge, as numbers do
 * @param least characters that it may be cut to where the terminal is narrow; 0 if it is never cut
 * @param middle whether the middle of a text is left out, and not its end
 */
public record Column(String title, boolean right, int least, boolean middle) {
    /** Numbers. */
    public static Column number(String title) {
        return new Column(title, true, 0, false);
    }

    /** Short words. */
    public static Column word(String title) {
        return new Column(title, false, 0, false);
    }

    /** Sentences, whose end may be left out. */
    public static Column text(String title, int least) {
        return new Column(title, false, least, false);
    }

    /** Names such as hotkeys, which begin and end in different ways. */
    public static Column name(String title, int least) {
        return new Column(title, false, least, true);
    }

    /** A text in so many characters. */
    String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        if (!middle) {
            return text.substring(0, width - 1) + "…";
        }
        var end = (width - 1) / 2;
        return text.substring(0, width - 1 - end) + "…" + text.substring(text.length() - end);
    }
}
