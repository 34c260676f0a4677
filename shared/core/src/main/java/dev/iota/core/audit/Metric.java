package dev.iota.core.audit;

import com.fasterxml.jackson.annotation.JsonValue;

/** How far two vectors are apart; 0 if they are the same. */
public enum Metric {
    /** ‖found − replayed‖ / ‖replayed‖. */
    RELATIVE_L2("relativeL2"),
    /** One less the cosine of the angle between them. */
    COSINE("cosine"),
    /** One less the ratio of the shorter to the longer. */
    NORM("norm");

    private final String text;

    Metric(String text) {
        this.text = text;
    }

    /** How measures and bars name it. */
    @JsonValue
    public String text() {
        return text;
    }

    /** A relative difference as this metric shows it: the angle goes with its square. */
    public double ofRelative(double relative) {
        return this == COSINE ? relative * relative : relative;
    }
}
