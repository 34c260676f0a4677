package dev.iota.local.simulator.swarm;

import java.util.EnumMap;
import java.util.Map;

/** What devices did with their time, or waited for. */
public final class DeviceTimes {
    private static final double MICROS = 1e6;

    private final Map<Activity, Long> micros = new EnumMap<>(Activity.class);

    /** What a device does, or what it waits for. */
    public enum Activity {
        /** It computes a forward or a backward. */
        COMPUTING("computing"),
        /** The optimiser takes a step. */
        STEPPING("optimiser"),
        /** The step admits no forward more until the gradients of those that it has are back. */
        BORDER("the border of a step"),
        /** The only hops that it has are being fetched. */
        NETWORK("the network"),
        /** All of its slots have microbatches whose gradients are elsewhere. */
        GRADIENTS("gradients from later stages"),
        /** It has free slots and was given nothing. */
        LEASE("a lease"),
        /** An epoch is over: it uploads, merges, and loads what the next one begins with. */
        MERGING("the end of an epoch"),
        /** It computes again what its process had in memory when it crashed. */
        REPLAYING("its journal"),
        /** Its process is not there, or has no place. */
        AWAY("its process");

        private final String words;

        Activity(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    void add(Activity activity, long more) {
        micros.merge(activity, more, Long::sum);
    }

    void plus(DeviceTimes other) {
        other.micros.forEach(this::add);
    }

    void clear() {
        micros.clear();
    }

    public double seconds(Activity activity) {
        return micros.getOrDefault(activity, 0L) / MICROS;
    }

    /** Share of the time for each activity; 0 where there was no time. */
    public Map<Activity, Double> shares() {
        var all = micros.values().stream().mapToLong(more -> more).sum();
        var shares = new EnumMap<Activity, Double>(Activity.class);
        for (var activity : Activity.values()) {
            shares.put(activity, all == 0 ? 0 : (double) micros.getOrDefault(activity, 0L) / all);
        }
        return shares;
    }
}
