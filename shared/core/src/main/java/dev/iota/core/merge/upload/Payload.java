package dev.iota.core.merge.upload;

/** What the elements of an upload are. Sections follow one another, each laid out in blocks by itself. */
public enum Payload {
    /** The clipped mean gradient of a step ({@code sync}). */
    GRADIENT(1),
    /** Δ = θ_e − θ_m, through a lossy codec ({@code diloco}). */
    DELTA(1),
    /** θ_m itself, float32; whoever merges takes Δ = θ_e − θ_m in float32 ({@code diloco}). */
    WEIGHTS(1),
    /** θ_m, then the first, then the second moments of AdamW ({@code average}). */
    WEIGHTS_AND_MOMENTS(3);

    /** Which section holds the weights, wherever there are any. */
    public static final int WEIGHTS_SECTION = 0;

    /** Which section holds the second moments, which are never negative. */
    public static final int SECOND_MOMENTS_SECTION = 2;

    private final int sections;

    Payload(int sections) {
        this.sections = sections;
    }

    /** Number of sections. */
    public int sections() {
        return sections;
    }

    /** Whether the upload holds weights, of which the change since the epoch's start is what is compared. */
    public boolean isWeights() {
        return this == WEIGHTS || this == WEIGHTS_AND_MOMENTS;
    }
}
