package dev.iota.model.text.corpus;

import dev.iota.model.text.CorpusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Counts the documents of a reading that are no text, remembers where the first ones stand, and bounds their share. */
final class LeftOut {
    private static final int NAMED = 3;
    /** A share of fewer documents says nothing yet. */
    private static final int FEW = 100;

    private static final double PERCENT = 100;

    private final CorpusOptions options;
    private final List<String> first = new ArrayList<>();
    private long documents;
    private long bad;

    LeftOut(CorpusOptions options) {
        this.options = options;
    }

    /** A document that is text. */
    void good() {
        documents++;
    }

    /**
     * A document that is none.
     *
     * @param place file and line
     * @param readShare of the whole corpus, between 0 and 1
     * @throws CorpusException if there are too many even if every document still to come is good
     */
    void bad(String place, BadDocumentException why, double readShare) {
        documents++;
        bad++;
        if (first.size() < NAMED) {
            first.add("%s: %s".formatted(place, why.getMessage()));
        }
        if (documents >= FEW && bad > options.badShare() * documents / Math.clamp(readShare, 1e-9, 1)) {
            throw tooMany();
        }
    }

    /** @throws CorpusException if there were too many */
    void end() {
        if (bad > options.badShare() * documents) {
            throw tooMany();
        }
    }

    /** For people; empty if nothing was left out. */
    Optional<String> note() {
        return bad == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "left out %,d of %,d documents that are no text: %s",
                        bad,
                        documents,
                        String.join("; ", first) + (bad > first.size() ? "; …" : "")));
    }

    private CorpusException tooMany() {
        return new CorpusException(String.format(
                Locale.ROOT,
                "%,d of the first %,d documents are no text, and %s %% may be: %s; wanted one JSON object with a "
                        + "string '%s' on each line: name another field with --field, mend the file, or let more be "
                        + "left out with --bad-lines",
                bad,
                documents,
                percent(options.badShare()),
                String.join("; ", first),
                options.field()));
    }

    private static String percent(double share) {
        var percent = share * PERCENT;
        return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
    }
}
