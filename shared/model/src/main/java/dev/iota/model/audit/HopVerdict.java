package dev.iota.model.audit;

import dev.iota.core.wire.Measure;
import java.util.List;
import java.util.Map;

/**
 * What a re-execution says of a hop or of an epoch.
 *
 * @param measures every value that has a bar, beside it
 * @param what was computed again, in a word
 * @param places where in it a measure was found, by its name, if it is not the same everywhere
 */
public record HopVerdict(List<Measure> measures, String what, Map<String, String> places) {
    public HopVerdict {
        measures = List.copyOf(measures);
        places = Map.copyOf(places);
    }

    /** Of a hop. */
    public HopVerdict(List<Measure> measures) {
        this(measures, "hop", Map.of());
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
            return "the %s is what comes of computing it again: %d values are within their bars"
                    .formatted(what, measures.size());
        }
        var worst = above.getFirst();
        var place = places.getOrDefault(worst.name(), "");
        return ("%s%s is %.3g from what comes of computing the %s again; the bar is %.3g "
                        + "(%d of %d values are above theirs)")
                .formatted(
                        worst.name(),
                        place.isEmpty() ? "" : " of " + place,
                        worst.value(),
                        what,
                        worst.bar(),
                        above.size(),
                        measures.size());
    }
}
