package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import dev.iota.core.wire.Event;

/**
 * How much of everything one caller may do. All counts are of one minute.
 *
 * @param callsPerAddress registrations and status calls from one source address: what anybody with a fresh key may
 *     ask for
 * @param registrations of one hotkey
 * @param calls other calls of one hotkey, such as one to upload; a heartbeat counts if it was signed at least a minute
 *     divided by so many after the one before it
 * @param events of one hotkey that no lease asked for: late, repeated or meaningless ones, and steps. Those that
 *     answer a lease are as many as there were leases, so they need no limit of their own
 * @param eventBytes of the same
 * @param slots microbatches that one miner holds, whatever it announces
 * @param conduct what wasted work costs
 */
public record LimitSpec(
        int callsPerAddress,
        int registrations,
        int calls,
        int events,
        long eventBytes,
        int slots,
        ConductSpec conduct) {
    /** The nonces of a minute are one item, and an item holds 400 kB. */
    private static final int MOST_CALLS = 5000;

    /**
     * A hundred miners may start behind one address within a minute. A miner that renews every 5 s makes 12 calls; late
     * and repeated events are a handful after a restart of the cloud, and a step comes every few seconds at the most.
     */
    public static final LimitSpec DEFAULT = new LimitSpec(120, 12, 120, 600, 4 << 20, 256, ConductSpec.DEFAULT);

    public LimitSpec {
        require(callsPerAddress > 0, "limits.callsPerAddress is %d; it must be positive", callsPerAddress);
        require(
                registrations > 0 && registrations <= MOST_CALLS,
                "limits.registrations is %d; wanted 1 to %d",
                registrations,
                MOST_CALLS);
        require(calls > 0 && calls <= MOST_CALLS, "limits.calls is %d; wanted 1 to %d", calls, MOST_CALLS);
        require(events > 0, "limits.events is %d; it must be positive", events);
        require(
                eventBytes >= Event.MAX_BYTES,
                "limits.eventBytes is %d; wanted at least the %d of one event",
                eventBytes,
                Event.MAX_BYTES);
        require(slots > 0, "limits.slots is %d; it must be positive", slots);
    }
}
