package dev.iota.local.simulator.service;

/**
 * Whether the services answer: there may be one outage.
 *
 * @param from when it begins, in microseconds
 * @param until when it ends; no later than it begins if there is none
 */
public record Region(long from, long until) {
    public static final Region SOUND = new Region(0, 0);

    public boolean isOut(long now) {
        return now >= from && now < until;
    }

    /** When something can be done that is wanted now. */
    public long available(long now) {
        return isOut(now) ? until : now;
    }
}
