package dev.iota.core.api.view;

import java.time.Instant;

/** A document of the read API. */
public sealed interface View
        permits AuditsView,
                EpochStageView,
                EpochView,
                EpochsView,
                EventsView,
                MinerView,
                MinersView,
                RunView,
                ScoresView,
                SeriesView,
                StagesView {
    /** A field that goes, or means something else, makes another format; a field that is added does not. */
    int FORMAT = 1;

    /** Longest text of a miner that is shown. */
    int LONGEST_TEXT = 256;

    /** Of the document. */
    int format();

    /** When the tables were read. */
    Instant readAt();

    /** A text as it is shown: no control characters, and cut where it is too long. */
    static String bounded(String text) {
        var cut = text.codePointCount(0, text.length()) > LONGEST_TEXT
                ? text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT - 1)) + "…"
                : text;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }
}
