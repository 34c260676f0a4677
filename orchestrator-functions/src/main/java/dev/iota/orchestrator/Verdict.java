package dev.iota.orchestrator;

/** What became of an event. Whatever it is, the message is done with. */
sealed interface Verdict {
    String reason();

    /** It changed something. */
    record Counted(String reason) implements Verdict {}

    /** Late, repeated or overtaken: it changes nothing. */
    record Dropped(String reason) implements Verdict {}

    /** It should not exist: kept for a person to look at. */
    record Quarantined(String reason) implements Verdict {}
}
