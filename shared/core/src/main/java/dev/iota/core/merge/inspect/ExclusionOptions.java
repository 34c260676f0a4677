package dev.iota.core.merge.inspect;

/**
 * When an upload counts less, or not.
 *
 * @param excludeAbove an upload with ‖Δ‖/√steps above so many medians is left out
 * @param scaleAbove one above so many is scaled down to so many
 * @param weightCap an upload weighs at most so many median numbers of microbatches
 * @param uploadsForNorms fewer uploads are not compared by norm: of two that differ nobody can say which is off
 */
public record ExclusionOptions(double excludeAbove, double scaleAbove, int weightCap, int uploadsForNorms) {
    /** 10×, 3×, 2×, from three uploads on. */
    public static final ExclusionOptions DEFAULT = new ExclusionOptions(10, 3, 2, 3);

    public ExclusionOptions {
        if (!(excludeAbove >= scaleAbove && scaleAbove >= 1) || weightCap < 1 || uploadsForNorms < 1) {
            throw new IllegalArgumentException(("exclude above %s, scale above %s, weight cap %d, from %d uploads on;"
                            + " wanted exclude ≥ scale ≥ 1, cap ≥ 1, uploads ≥ 1")
                    .formatted(excludeAbove, scaleAbove, weightCap, uploadsForNorms));
        }
    }
}
