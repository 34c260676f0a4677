package dev.iota.miner.agent.view;

import java.time.Instant;
import java.util.Optional;

/**
 * What a miner waits for.
 *
 * @param reason one sentence, without a full stop
 * @param since when it began to wait for this
 * @param secondsLeft until it should be over: while the miner waits for one thing, this never grows; none where nothing
 *     says how long it takes
 * @param place in the row of the miners that wait for the same, 1 for the next one; none where there is no row
 * @param late whether it takes longer than was said
 */
public record ShownWait(String reason, Instant since, Optional<Long> secondsLeft, Optional<Place> place, boolean late) {

    /** A place in a row. */
    public record Place(int place, int of) {}

    /** In one line. */
    public String text(Instant now) {
        var text =
                new StringBuilder(reason).append(", for ").append(Spans.text(java.time.Duration.between(since, now)));
        place.ifPresent(row ->
                text.append(", place ").append(row.place()).append(" of ").append(row.of()));
        if (late) {
            text.append(", longer than expected");
        } else {
            secondsLeft.ifPresent(left -> text.append(", about ")
                    .append(Spans.text(java.time.Duration.ofSeconds(left)))
                    .append(" left"));
        }
        return text.toString();
    }
}
