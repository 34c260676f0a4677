package dev.iota.cloud.terminal;

/** How a text stands out. Never the only thing that says something: the words do. */
public enum Ink {
    USUAL(""),
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    STRONG("1"),
    FAINT("2");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    /** The text in this ink, where the terminal has any. */
    public String on(Terminal terminal, String text) {
        return code.isEmpty() || !terminal.coloured() || text.isBlank()
                ? text
                : "\u001b[%sm%s\u001b[0m".formatted(code, text);
    }
}
