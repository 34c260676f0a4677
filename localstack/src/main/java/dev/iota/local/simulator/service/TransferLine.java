package dev.iota.local.simulator.service;

/** One direction of a miner's line to the object store: transfers follow one another, each after its latency. */
public final class TransferLine {
    private static final double BITS = 8;

    private final double bytesPerMicro;
    private final Region region;
    private long free;

    /** @param megabits a second */
    public TransferLine(double megabits, Region region) {
        this.bytesPerMicro = megabits / BITS;
        this.region = region;
    }

    /**
     * When a transfer is over.
     *
     * @param asked when its request reaches the store, in microseconds
     */
    public long done(long asked, long size) {
        var from = Math.max(region.available(asked), free);
        var to = from + (long) (size / bytesPerMicro);
        if (region.isOut(to)) {
            // It broke off, and begins anew.
            to = region.until() + (long) (size / bytesPerMicro);
        }
        free = to;
        return to;
    }

    /** The process is gone, and its transfers with it. */
    public void reset(long now) {
        free = now;
    }
}
