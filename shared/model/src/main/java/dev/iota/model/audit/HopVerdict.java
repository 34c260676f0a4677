package dev.iota.model.audit;

import dev.iota.core.wire.Measure;
import java.util.List;

/**
 * What a re-execution says of a hop.
 *
 * @param measures every value that has a bar, beside it
 */
public record HopVerdict(List<Measure> measures) {
    public HopVerdict {
        measures = List.copyOf(measures);
    }

    /** Whether no value is above its bar. */
    public boolean passed() {
        return above().isEmpty();
    }

    private List<Measure> above() {
        return measures.stream()
                .filter(measure -> !(measure.value() <= measure.bar()))
                .toList();
    }

    /** One sentence. */
    public String reason() {
        var above = above();
        if (above.isEmpty()) {
            return "the hop is what comes of computing it again: %d values are within their bars"
                    .formatted(measures.size());
        }
        var worst = above.getFirst();
        return ("%s is %.3g from what comes of computing the hop again; the bar is %.3g "
                        + "(%d of %d values are above theirs)")
                .formatted(worst.name(), worst.value(), worst.bar(), above.size(), measures.size());
    }
}
