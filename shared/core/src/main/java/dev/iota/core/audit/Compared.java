package dev.iota.core.audit;

import com.fasterxml.jackson.annotation.JsonValue;

/** What of a hop is compared with its re-execution. */
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
    LOSS("loss");

    private final String text;

    Compared(String text) {
        this.text = text;
    }

    /** How measures and bars name it. */
    @JsonValue
    public String text() {
        return text;
    }
}
