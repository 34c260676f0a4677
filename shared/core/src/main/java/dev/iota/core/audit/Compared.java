package dev.iota.core.audit;

import com.fasterxml.jackson.annotation.JsonValue;

/** What of a hop or of an epoch is compared with its re-execution. */
public enum Compared {
    /** The activation that the stage passed on. */
    OUTPUT("output"),
    /** The gradient that the stage passed back. */
    INPUT_GRADIENT("inputGradient"),
    /** The norm of each parameter's gradient, as the miner reported them. */
    NORMS("norms"),
    /** The gradient at the seeded positions, as the miner reported it. */
    POSITIONS("positions"),
    /** The loss that the tail reported. */
    LOSS("loss"),
    /** Of an epoch: the norm of a step's mean gradient before clipping, as the miner reported it. */
    STEP_NORM("stepNorm"),
    /** Of an epoch: the factor that clipped it, as reported. */
    CLIP("clip"),
    /** Of an epoch: how the uploaded weights differ from those that it began with. */
    CHANGE("change"),
    /** Of an epoch whose step the merge takes: the uploaded gradient. */
    GRADIENT("gradient");

    private final String text;

    Compared(String text) {
        this.text = text;
    }

    /** Whether it is of a hop. */
    public boolean isOfHop() {
        return compareTo(STEP_NORM) < 0;
    }

    /** Whether it is one number, of which the angle says nothing. */
    public boolean isNumber() {
        return this == LOSS || this == STEP_NORM || this == CLIP;
    }

    /** How measures and bars name it. */
    @JsonValue
    public String text() {
        return text;
    }
}
