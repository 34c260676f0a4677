package dev.iota.local.simulator;

import dev.iota.local.simulator.SimulationReport.Counted;
import dev.iota.local.simulator.SimulationReport.Course;
import dev.iota.local.simulator.SimulationReport.Epochs;
import dev.iota.local.simulator.SimulationReport.Findings;
import dev.iota.local.simulator.SimulationReport.Whole;
import dev.iota.local.simulator.clock.SideBySide;
import dev.iota.local.simulator.plane.ControlPlane;
import dev.iota.local.simulator.scenario.SwarmScenario;
import dev.iota.local.simulator.service.KeyLoad;
import dev.iota.local.simulator.service.MessageQueue;
import dev.iota.local.simulator.swarm.DeviceTimes;
import dev.iota.local.simulator.swarm.DeviceTimes.Activity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the report of what a simulation counted. */
record SimulationReports(SwarmScenario scenario, ControlPlane plane, SideBySide sides) {
    private static final int SHOWN = 5;
    private static final double MILLIS = 1000;

    /** Positions of one feed that fill half of an item of 400 kB. */
    private static final int MOST_REDO = 5000;

    SimulationReport of(
            long seed, List<DeviceTimes> stages, double seconds, Counted from, Counted to, List<String> broken) {
        return new SimulationReport(
                seed,
                new Course(
                        seconds,
                        to.completed() - from.completed(),
                        (to.hops() - from.hops()) / seconds,
                        ratio((double) to.leases() - from.leases(), (double) to.hops() - from.hops()),
                        new Epochs(
                                to.epochs() - from.epochs(),
                                (to.completed() - to.wasted() - from.completed() + from.wasted()) / seconds,
                                plane.counts().balance(),
                                plane.counts().moves()),
                        new Whole(
                                plane.counts().completed(),
                                plane.counts().hops(),
                                plane.counts().leases(),
                                plane.counts().timers()),
                        sides.happened(),
                        faults()),
                devices(stages),
                stages.stream()
                        .map(stage -> stage.shares().getOrDefault(Activity.COMPUTING, 0.0))
                        .toList(),
                to.used().since(from.used(), Math.max(1, to.completed() - from.completed())),
                hottest(),
                functions(),
                new Findings(broken, missed()));
    }

    private List<String> missed() {
        var missed = new ArrayList<String>();
        plane.keys().stream()
                .filter(key -> key.peak() > SimulationReport.HOT)
                .collect(Collectors.groupingBy(SimulationReports::kind, TreeMap::new, Collectors.toList()))
                .forEach((kind, keys) -> missed.add("%d keys of '%s' took more than %.0f write units in a second"
                        .formatted(keys.size(), kind, SimulationReport.HOT)));
        plane.functions().stream()
                .filter(function -> function.longestShare() > SimulationReport.LONG)
                .forEach(function -> missed.add("an invocation of %s took %.1f s, more than half of its time"
                        .formatted(function.name(), function.longestMillis() / MILLIS)));
        if (plane.longestRedo() > MOST_REDO) {
            missed.add("the item of a feed had %d positions that start again".formatted(plane.longestRedo()));
        }
        return missed;
    }

    private static String kind(KeyLoad key) {
        return key.name().replaceFirst(" \\d+$", "");
    }

    private static double ratio(double part, double all) {
        return all == 0 ? 0 : part / all;
    }

    private static Map<String, Double> devices(List<DeviceTimes> stages) {
        var seconds = new LinkedHashMap<String, Double>();
        var all = stages.stream()
                .mapToDouble(stage -> sum(stage, List.of(Activity.values())))
                .sum();
        for (var activity : Activity.values()) {
            var part = stages.stream()
                    .mapToDouble(stage -> stage.seconds(activity))
                    .sum();
            seconds.put(activity.words(), ratio(part, all));
        }
        return seconds;
    }

    private static double sum(DeviceTimes times, List<Activity> activities) {
        return activities.stream().mapToDouble(times::seconds).sum();
    }

    private List<SimulationReport.Key> hottest() {
        var seconds = Math.max(1, sides.seconds());
        return plane.keys().stream()
                .sorted(Comparator.comparingDouble(KeyLoad::peak).reversed())
                .limit(SHOWN)
                .map(key -> new SimulationReport.Key(key.name(), key.peak(), key.total() / seconds, key.throttled()))
                .toList();
    }

    private List<SimulationReport.Function> functions() {
        return plane.functions().stream()
                .map(function -> new SimulationReport.Function(
                        function.name(),
                        function.invocations(),
                        function.meanMillis(),
                        function.longestShare(),
                        function.mostRunning(),
                        function.timeouts()))
                .toList();
    }

    private Map<String, Long> faults() {
        var counts = plane.counts();
        var faults = new LinkedHashMap<String, Long>();
        faults.put("hops handed out again", counts.redispatched());
        faults.put("positions that started again", counts.redone());
        faults.put("hops refused", counts.refusals());
        faults.put("transactions that conflicted", counts.conflicts());
        faults.put("writes that throttled", counts.throttled());
        faults.put("messages put off", counts.busy());
        faults.put(
                "dead letters",
                plane.queues().stream().mapToLong(MessageQueue::deadLetters).sum());
        faults.put(
                "invocations that died",
                plane.functions().stream()
                        .mapToLong(function -> function.deaths())
                        .sum());
        faults.put(
                "messages that waited, at the most",
                plane.queues().stream().mapToLong(MessageQueue::longest).max().orElse(0));
        faults.put("events that nobody asked for", counts.noise());
        faults.put("miners evicted", counts.evictions());
        faults.put("registrations", counts.registrations());
        return faults;
    }
}
