package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

/**
 * Rotary position embedding with Llama-3 frequency smoothing.
 *
 * @param base θ before rescaling
 * @param context tokens the model is built for
 * @param originalContext tokens that {@code base} belongs to; θ = base · context / originalContext
 * @param factor by how much the lowest frequencies are slowed
 * @param lowFrequencyFactor wavelengths above {@code smoothingContext / lowFrequencyFactor} are slowed fully
 * @param highFrequencyFactor wavelengths below {@code smoothingContext / highFrequencyFactor} are left alone
 * @param smoothingContext tokens the two limits refer to
 */
public record Rope(
        double base,
        int context,
        int originalContext,
        double factor,
        double lowFrequencyFactor,
        double highFrequencyFactor,
        int smoothingContext) {

    /** Llama-3's constants, with θ rescaled from a context of 131 072 to one of 8 192. */
    public static final Rope LLAMA_3 = new Rope(500_000, 8_192, 131_072, 32, 1, 4, 8_192);

    public Rope {
        require(base > 0, "model.rope.base is %s; it must be positive", base);
        require(
                context > 0 && originalContext > 0 && smoothingContext > 0,
                "model.rope contexts are %d, %d, %d; all must be positive",
                context,
                originalContext,
                smoothingContext);
        require(
                factor >= 1 && 0 < lowFrequencyFactor && lowFrequencyFactor < highFrequencyFactor,
                "model.rope factors are %s, %s, %s; wanted factor ≥ 1 and 0 < low < high",
                factor,
                lowFrequencyFactor,
                highFrequencyFactor);
    }

    /** The θ that is used: derived, never stored. */
    public double theta() {
        return base * context / originalContext;
    }

    /**
     * Angular frequency, in radians a token, of channel pair {@code pair} of {@code headWidth / 2}, smoothed as in
     * Llama 3.1 (Grattafiori et al. 2024; the formula is that of {@code rope_type: llama3} in Hugging Face
     * transformers).
     */
    public double frequency(int pair, int headWidth) {
        var frequency = Math.pow(theta(), -2.0 * pair / headWidth);
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength < smoothingContext / highFrequencyFactor) {
            return frequency;
        }
        if (wavelength > smoothingContext / lowFrequencyFactor) {
            return frequency / factor;
        }
        var smooth = (smoothingContext / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
        return (1 - smooth) * frequency / factor + smooth * frequency;
    }
}
