package dev.iota.local.simulator.service;

/**
 * One partition key of a table or of an index: what it takes a second before it throttles. What was not used is saved
 * up, for a burst.
 */
public final class KeyLoad {
    /** Write units that DynamoDB takes a second on one partition. */
    public static final double WRITES = 1000;

    /** Read units of the same. */
    public static final double READS = 3000;

    /** Seconds of unused units that DynamoDB keeps. */
    private static final double BURST = 300;

    private static final long MICROS = 1_000_000;

    private final String name;
    private double writesSaved = WRITES * BURST;
    private double readsSaved = READS * BURST;
    private long filled;
    private long second = -1;
    private double inSecond;
    private double peak;
    private double total;
    private long throttled;

    KeyLoad(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Whether a write would be taken now. */
    boolean takesWrite(long now) {
        fill(now);
        return writesSaved > 0;
    }

    void refused() {
        throttled++;
    }

    void write(double units, long now) {
        fill(now);
        writesSaved -= units;
        total += units;
        var current = now / MICROS;
        if (current != second) {
            second = current;
            inSecond = 0;
        }
        inSecond += units;
        peak = Math.max(peak, inSecond);
    }

    /** Reads it; false if it throttles. */
    public boolean read(double units, long now) {
        fill(now);
        if (readsSaved <= 0) {
            throttled++;
            return false;
        }
        readsSaved -= units;
        return true;
    }

    private void fill(long now) {
        if (now > filled) {
            var seconds = (double) (now - filled) / MICROS;
            writesSaved = Math.min(WRITES * BURST, writesSaved + WRITES * seconds);
            readsSaved = Math.min(READS * BURST, readsSaved + READS * seconds);
            filled = now;
        }
    }

    /** Write units of the busiest second. */
    public double peak() {
        return peak;
    }

    /** Write units in all. */
    public double total() {
        return total;
    }

    /** Requests that it refused. */
    public long throttled() {
        return throttled;
    }
}
