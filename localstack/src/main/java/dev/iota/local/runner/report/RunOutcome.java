package dev.iota.local.runner.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended, in one word. */
public enum RunOutcome {
    /** Everything happened that should have happened. */
    TRAINED("trained"),
    /** There are weights that learned something, but something that should have happened did not. */
    PARTLY("partly: there are weights, but something that should have happened did not"),
    /** There are no weights, or none that learned anything. */
    FAILED("failed");

    private final String sentence;

    RunOutcome(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }

    /** For programs: what the report says. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
