package dev.iota.orchestrator.context;

/** What became of an event. Whatever it is, the message is done with. */
public sealed interface EventOutcome {
    String reason();

    /** It changed something. */
    record Counted(String reason) implements EventOutcome {}

    /** Late, repeated or overtaken: it changes nothing. */
    record Dropped(String reason) implements EventOutcome {}

    /** It should not exist: kept for a person to look at. */
    record Quarantined(String reason) implements EventOutcome {}
}
