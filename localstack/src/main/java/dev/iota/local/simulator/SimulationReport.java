package dev.iota.local.simulator;

import dev.iota.local.simulator.plane.PlaneCounts;
import dev.iota.local.simulator.service.ServiceUse;
import dev.iota.local.simulator.swarm.DeviceTimes.Activity;
import java.util.List;
import java.util.Map;

/**
 * What a simulation found.
 *
 * @param seed of everything that was drawn
 * @param course how far it came
 * @param devices shares of the time of all devices, by what they did or waited for
 * @param utilisation share of the time in which devices computed, by stage
 * @param use of the services for one completed microbatch
 * @param hottest the keys that took most writes in a second
 * @param functions the orchestrator's functions
 * @param findings what does not hold
 */
public record SimulationReport(
        long seed,
        Course course,
        Map<String, Double> devices,
        List<Double> utilisation,
        Use use,
        List<Key> hottest,
        List<Function> functions,
        Findings findings) {
    /** Write units a second that no key should take: half of what throttles it. */
    static final double HOT = 500;

    /** Share of its time limit that no invocation should take. */
    static final double LONG = 0.5;

    public SimulationReport {
        devices = Map.copyOf(devices);
        utilisation = List.copyOf(utilisation);
        hottest = List.copyOf(hottest);
        functions = List.copyOf(functions);
    }

    /**
     * What does not hold.
     *
     * @param broken of what must hold whatever goes wrong: nothing is lost, nothing counts twice
     * @param missed of what the design is to reach: no hot key, no long invocation, no item that grows
     */
    public record Findings(List<String> broken, List<String> missed) {
        public Findings {
            broken = List.copyOf(broken);
            missed = List.copyOf(missed);
        }
    }

    List<String> broken() {
        return findings.broken();
    }

    List<String> missed() {
        return findings.missed();
    }

    boolean holds() {
        return broken().isEmpty() && missed().isEmpty();
    }

    /**
     * @param seconds that were looked at, without the warm-up
     * @param completed microbatches in that time
     * @param hopsPerSecond in that time
     * @param leasesPerHop leases for one hop
     * @param epochs that ended in that time
     * @param whole of all of the time, until nothing was on its way any more
     * @param events of the simulation, in all of the time
     * @param faults what went wrong, counted, in all of the time
     */
    public record Course(
            double seconds,
            long completed,
            double hopsPerSecond,
            double leasesPerHop,
            Epochs epochs,
            Whole whole,
            long events,
            Map<String, Long> faults) {
        public Course {
            faults = Map.copyOf(faults);
        }

        public double microbatchesPerSecond() {
            return completed / seconds;
        }
    }

    /**
     * @param published epochs
     * @param kept microbatches a second that were completed and not given back later
     * @param balance miners of the stage that has the fewest, of those that the best division would give it
     * @param moves of miners to another stage
     */
    public record Epochs(long published, double kept, double balance, long moves) {}

    /**
     * @param microbatches that were completed
     * @param hops that counted
     * @param leases that were given
     * @param timers that were armed
     */
    public record Whole(long microbatches, long hops, long leases, long timers) {
        double hopsPerMicrobatch() {
            return (double) hops / microbatches;
        }

        double leasesPerHop() {
            return (double) leases / hops;
        }

        double timersPerMicrobatch() {
            return (double) timers / microbatches;
        }
    }

    /** Share of the time of all devices, without the ends of epochs, in which they computed. */
    double betweenEpochs() {
        var rest = 1 - devices.getOrDefault(Activity.MERGING.words(), 0.0);
        return rest == 0 ? 0 : devices.getOrDefault(Activity.COMPUTING.words(), 0.0) / rest;
    }

    Whole whole() {
        return course.whole();
    }

    /** Units and requests for one microbatch. */
    public record Use(
            double tableWrites,
            double indexWrites,
            double reads,
            double queueRequests,
            double objectPuts,
            double objectGets) {
        /** What came in between, for each of so many. */
        Use since(Use before, long each) {
            return new Use(
                    (tableWrites - before.tableWrites) / each,
                    (indexWrites - before.indexWrites) / each,
                    (reads - before.reads) / each,
                    (queueRequests - before.queueRequests) / each,
                    (objectPuts - before.objectPuts) / each,
                    (objectGets - before.objectGets) / each);
        }
    }

    /**
     * @param peak write units of its busiest second
     * @param mean write units a second
     * @param throttled requests that it refused
     */
    public record Key(String name, double peak, double mean, long throttled) {}

    /**
     * @param longest share of its time limit that its longest invocation took
     * @param concurrency most invocations at the same time
     */
    public record Function(
            String name, long invocations, double meanMillis, double longest, int concurrency, long timeouts) {}

    /** Sums at one moment. */
    record Counted(long completed, long wasted, long epochs, long hops, long leases, Use used) {
        Counted(PlaneCounts counts, ServiceUse use, ServiceUse miners) {
            this(
                    counts.completed(),
                    counts.wasted(),
                    counts.epochs(),
                    counts.hops(),
                    counts.leases(),
                    new Use(
                            use.tableWrites(),
                            use.indexWrites(),
                            use.reads(),
                            use.queueRequests(),
                            use.objectPuts() + miners.objectPuts(),
                            use.objectGets() + miners.objectGets()));
        }
    }
}
