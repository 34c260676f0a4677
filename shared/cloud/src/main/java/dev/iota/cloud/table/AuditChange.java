package dev.iota.cloud.table;

import java.util.Map;
import java.util.TreeMap;

/** By how much one write changes the counts of audits. */
public final class AuditChange {
    private final Map<String, Double> sums = new TreeMap<>();

    /** One more is drawn, with so much evidence. */
    public AuditChange drawn(long evidenceBytes) {
        return add("drawn", 1).add("evidenceBytes", (double) evidenceBytes);
    }

    public AuditChange passed() {
        return add("passed", 1);
    }

    public AuditChange confirmed() {
        return add("confirmed", 1);
    }

    public AuditChange disputed() {
        return add("disputed", 1);
    }

    public AuditChange lapsed() {
        return add("lapsed", 1);
    }

    /** Its tokens are not those of the data plan. */
    public AuditChange otherData() {
        return add("otherData", 1);
    }

    /** A validator was busy for so long. */
    public AuditChange validator(double seconds) {
        return add("validatorSeconds", seconds);
    }

    /** The miner of a hop was busy for so long with it. */
    public AuditChange miner(double seconds) {
        return add("minerSeconds", seconds);
    }

    private AuditChange add(String count, double value) {
        sums.merge(count, value, Double::sum);
        return this;
    }

    Map<String, Double> sums() {
        return Map.copyOf(sums);
    }
}
