package dev.iota.core.merge.inspect;

import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The one list of a stage that says which uploads count, and how much. Medians are lower medians: the middle one, or
 * the lower of two.
 *
 * @param kept in hotkey order: the order of all arithmetic
 * @param excluded in hotkey order
 */
public record Exclusion(List<Contribution> kept, List<Excluded> excluded) {

    /**
     * An upload that counts.
     *
     * @param weight w_m, microbatches, capped
     * @param scale that Δ is multiplied by, at most 1
     */
    public record Contribution(Hotkey hotkey, int weight, double scale, String reason) {}

    /** An upload that is left out. */
    public record Excluded(Hotkey hotkey, String reason) {
        private static final String IDLE = "its step log contains no accepted microbatch";

        static Excluded idle(Hotkey hotkey) {
            return new Excluded(hotkey, IDLE);
        }

        /** Whether nothing was wrong with it but that it holds no work: its miner may have been given none. */
        public boolean isIdle() {
            return reason.equals(IDLE);
        }
    }

    public Exclusion {
        kept = List.copyOf(kept);
        excluded = List.copyOf(excluded);
    }

    /** Decides over the uploads of a stage. */
    public static Exclusion of(List<Inspected> uploads, ExclusionOptions options) {
        var excluded = new ArrayList<Excluded>();
        var sound = new ArrayList<Inspected>();
        for (var upload : uploads) {
            if (upload.fault().isPresent()) {
                excluded.add(
                        new Excluded(upload.hotkey(), faultReason(upload.fault().get())));
            } else if (upload.microbatches() < 1 || upload.steps() < 1) {
                excluded.add(Excluded.idle(upload.hotkey()));
            } else {
                sound.add(upload);
            }
        }
        var norm = medianNorm(sound, options);
        var within = new ArrayList<Inspected>();
        for (var upload : sound) {
            var ratio = upload.normPerRootStep() / norm;
            if (norm > 0 && ratio > options.excludeAbove()) {
                excluded.add(new Excluded(
                        upload.hotkey(),
                        "‖Δ‖/√steps is %.4g, %.1f medians; above %.0f it is left out"
                                .formatted(upload.normPerRootStep(), ratio, options.excludeAbove())));
            } else {
                within.add(upload);
            }
        }
        var cap = within.isEmpty() ? 0 : weightCap(within, options);
        var kept = within.stream()
                .map(upload -> contribution(upload, norm, cap, options))
                .sorted(Comparator.comparing(Contribution::hotkey))
                .toList();
        excluded.sort(Comparator.comparing(Excluded::hotkey));
        return new Exclusion(kept, excluded);
    }

    /** B_eff = Σ w_m of the uploads that count. */
    public long effectiveBatch() {
        return kept.stream().mapToLong(Contribution::weight).sum();
    }

    private static Contribution contribution(Inspected upload, double norm, int cap, ExclusionOptions options) {
        var limit = options.scaleAbove() * norm;
        var scaled = norm > 0 && upload.normPerRootStep() > limit;
        var weight = Math.min(upload.microbatches(), cap);
        var reason = new StringBuilder("%d microbatches".formatted(upload.microbatches()));
        if (weight < upload.microbatches()) {
            reason.append(", of which %d count: %d medians".formatted(weight, options.weightCap()));
        }
        if (scaled) {
            reason.append(", ‖Δ‖/√steps is %.1f medians and scaled to %.0f"
                    .formatted(upload.normPerRootStep() / norm, options.scaleAbove()));
        }
        return new Contribution(
                upload.hotkey(), weight, scaled ? limit / upload.normPerRootStep() : 1, reason.toString());
    }

    /** The median of ‖Δ‖/√steps, or zero where norms are not compared. */
    private static double medianNorm(List<Inspected> uploads, ExclusionOptions options) {
        if (uploads.size() < options.uploadsForNorms()) {
            return 0;
        }
        return uploads.stream()
                .mapToDouble(Inspected::normPerRootStep)
                .sorted()
                .skip((uploads.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
    }

    private static int weightCap(List<Inspected> uploads, ExclusionOptions options) {
        var median = uploads.stream()
                .mapToInt(Inspected::microbatches)
                .sorted()
                .skip((uploads.size() - 1) / 2)
                .findFirst()
                .orElseThrow();
        return Math.multiplyExact(options.weightCap(), median);
    }

    private static String faultReason(Fault fault) {
        return switch (fault) {
            case HASH -> "a block is not what its manifest says";
            case MALFORMED -> "a block cannot be decoded";
            case NOT_FINITE -> "an element is not finite";
            case NEGATIVE_MOMENT -> "a second moment is negative";
        };
    }
}
