package dev.iota.local.simulator.scenario;

import static dev.iota.core.base.InvalidSpecException.require;

/**
 * One thing to simulate.
 *
 * @param about what it shows, in a sentence
 * @param swarm who trains, and how much
 * @param device how long what takes on a miner's device
 * @param line from a miner to the object store and the queues
 * @param plane the orchestrator's settings, and its functions
 * @param epochs when replicas of a stage are merged
 * @param tables what a write takes of the tables
 * @param faults what goes wrong
 */
public record SwarmScenario(
        String about,
        Swarm swarm,
        Device device,
        Line line,
        Plane plane,
        Epochs epochs,
        TableDesign tables,
        Faults faults) {
    private static final double MICROS_OF_MILLI = 1000;

    /**
     * @param miners of all stages together
     * @param seconds that are simulated; what is on its way then is finished
     * @param positions of the data plan; 0: as many as there is time for
     * @param slots microbatches that a miner holds
     * @param microbatchesPerStep forwards that a step admits
     * @param boundaryBytes that cross a stage boundary for one microbatch
     * @param joinSeconds in which all miners register
     */
    public record Swarm(
            int stages,
            int miners,
            double seconds,
            long positions,
            int slots,
            int microbatchesPerStep,
            long boundaryBytes,
            double joinSeconds) {
        public Swarm {
            require(stages >= 2, "swarm.stages is %d; wanted 2 or more", stages);
            require(miners >= stages, "swarm.miners is %d; wanted one for each of %d stages", miners, stages);
            require(seconds > 0, "swarm.seconds is %s; it must be positive", seconds);
            require(positions >= 0, "swarm.positions is %d; wanted 0 or more", positions);
            require(slots > 0, "swarm.slots is %d; it must be positive", slots);
            require(microbatchesPerStep > 0, "swarm.microbatchesPerStep is %d", microbatchesPerStep);
            require(boundaryBytes > 0 && joinSeconds >= 0, "swarm.boundaryBytes must be positive");
        }
    }

    /**
     * @param forward seconds of one microbatch; the tail does both at once
     * @param backward seconds of one microbatch
     * @param step seconds of the optimiser
     * @param spread of each of these, to both sides, as a part of it
     * @param slowShare share of the miners whose device is slower
     * @param slowFactor how many times slower
     * @param snapshotSteps steps between two snapshots
     */
    public record Device(
            double forward,
            double backward,
            double step,
            double spread,
            double slowShare,
            double slowFactor,
            int snapshotSteps) {
        public Device {
            require(forward > 0 && backward > 0 && step >= 0, "device.forward and device.backward must be positive");
            require(spread >= 0 && spread < 1, "device.spread is %s; wanted 0 up to 1", spread);
            require(slowFactor >= 1 && snapshotSteps > 0, "device.slowFactor is %s; wanted 1 or more", slowFactor);
        }
    }

    /**
     * @param megabits a second, each way
     * @param roundTripMillis to the services
     */
    public record Line(double megabits, double roundTripMillis) {
        public Line {
            require(megabits > 0, "line.megabits is %s; it must be positive", megabits);
            require(roundTripMillis >= 1, "line.roundTripMillis is %s; wanted 1 or more", roundTripMillis);
        }

        /** Microseconds of half a round trip. */
        public long oneWay() {
            return (long) (roundTripMillis * MICROS_OF_MILLI / 2);
        }
    }

    /**
     * @param indexShards see {@link dev.iota.core.run.RunSpec#indexShards}
     * @param heartbeatSeconds between two heartbeats of a miner
     * @param concurrency invocations of one function at a time
     * @param coldMillis that a new environment takes longer
     * @param millis that calls of services take inside the region
     */
    public record Plane(int indexShards, int heartbeatSeconds, int concurrency, double coldMillis, Millis millis) {
        public Plane {
            require(indexShards > 0 && indexShards <= 128, "plane.indexShards is %d; wanted 1 to 128", indexShards);
            require(heartbeatSeconds > 0 && concurrency > 0, "plane.heartbeatSeconds must be positive");
        }
    }

    /**
     * @param seconds of training at least and, unless miners are slow, at most; 0: nothing is ever merged
     * @param graceSeconds see {@link dev.iota.core.run.QuorumOptions#grace}
     * @param uploadBytes of one miner
     * @param stateBytes that a miner loads
     * @param balanced whether miners move from stages that have too many of them
     */
    public record Epochs(double seconds, double graceSeconds, long uploadBytes, long stateBytes, boolean balanced) {
        public Epochs {
            require(seconds >= 0 && graceSeconds >= 0, "epochs.seconds is %s; wanted 0 or more", seconds);
            require(uploadBytes > 0 && stateBytes > 0, "epochs.uploadBytes is %d; wanted 1 or more", uploadBytes);
        }

        public boolean areMerged() {
            return seconds > 0;
        }
    }

    /** Milliseconds of one call: of an item, of a transaction, of a query, of a message, of an object. */
    public record Millis(double item, double transaction, double query, double message, double object) {}

    /**
     * @param messages what happens to messages
     * @param miners what happens to miners
     * @param handlerDeaths share of the calls of services at which an invocation dies
     * @param outage of the whole region
     * @param flood of events that nobody asked for
     */
    public record Faults(
            MessageFaults messages, MinerFaults miners, double handlerDeaths, Outage outage, Flood flood) {}

    /**
     * Shares of the messages.
     *
     * @param lostEvents of miners that never arrive
     * @param repeated that come twice
     * @param late that come up to {@code lateSeconds} late
     * @param lostWork sent to inboxes that no miner does
     * @param lostTimers of timers
     */
    public record MessageFaults(
            double lostEvents, double repeated, double late, double lateSeconds, double lostWork, double lostTimers) {}

    /**
     * @param crashesPerHour of a miner, which comes back after {@code awaySeconds} with its snapshot and its journal
     * @param lostJournals share of the crashes after which there is no journal
     * @param leavingPerHour share of the miners that goes for good in order, with an upload of what it has, each
     *     replaced by one that joins
     * @param vanishingPerHour share of the miners that goes for good without a word, each replaced likewise
     * @param unable share of the hops that a miner refuses
     * @param rubbish share of the stored objects that are not what their producer says
     */
    public record MinerFaults(
            double crashesPerHour,
            double lostJournals,
            double awaySeconds,
            double leavingPerHour,
            double vanishingPerHour,
            double unable,
            double rubbish) {}

    /** An outage that begins after so long, and lasts; none if it lasts no time. */
    public record Outage(double fromSeconds, double seconds) {}

    /** Events a second that come from a share of the miners in vain, in the first part of the time. */
    public record Flood(double share, double eventsPerSecond, double seconds) {}

    /** The same with another time. */
    public SwarmScenario lasting(double seconds) {
        var changed = new Swarm(
                swarm.stages,
                swarm.miners,
                seconds,
                swarm.positions,
                swarm.slots,
                swarm.microbatchesPerStep,
                swarm.boundaryBytes,
                swarm.joinSeconds);
        return new SwarmScenario(about, changed, device, line, plane, epochs, tables, faults);
    }
}
