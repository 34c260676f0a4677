package dev.iota.local.simulator;

import dev.iota.local.simulator.scenario.SwarmScenario;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report in words. */
record SimulationText(SwarmScenario scenario) {
    private static final double PERCENT = 100;

    String of(SimulationReport report) {
        var swarm = scenario.swarm();
        var course = report.course();
        var text = new StringBuilder();
        line(text, "%s", scenario.about());
        line(
                text,
                "seed %d: %,d miners at %d stages, %,.0f virtual seconds after all were warm, %,d events",
                report.seed(),
                swarm.miners(),
                swarm.stages(),
                course.seconds(),
                course.events());
        line(
                text,
                "%,d microbatches, %.1f a second; %.0f hops a second, %.3f leases a hop",
                course.completed(),
                course.microbatchesPerSecond(),
                course.hopsPerSecond(),
                course.leasesPerHop());
        line(
                text,
                "devices computed %.1f %% of the time (by stage: %s)",
                PERCENT * report.devices().getOrDefault("computing", 0.0),
                report.utilisation().stream()
                        .map(share -> "%.1f".formatted(PERCENT * share))
                        .collect(Collectors.joining(", ")));
        report.devices().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("computing") && entry.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> line(text, "  %5.1f %% %s", PERCENT * entry.getValue(), entry.getKey()));
        if (scenario.epochs().areMerged()) {
            var epochs = course.epochs();
            line(
                    text,
                    "%,d epochs were published; between their ends devices computed %.1f %% of the time; %.2f"
                            + " microbatches a second are in what was published or will be",
                    epochs.published(),
                    PERCENT * report.betweenEpochs(),
                    epochs.kept());
            line(
                    text,
                    "the stage with the fewest miners had %.1f %% of those that the best division would give it, with"
                            + " %,d moves",
                    PERCENT * epochs.balance(),
                    epochs.moves());
        }
        var use = report.use();
        line(
                text,
                "a microbatch took %.0f write units of tables and %.0f of indexes, %.0f read units, %.0f requests to"
                        + " queues, %.1f PUT and %.1f GET",
                use.tableWrites(),
                use.indexWrites(),
                use.reads(),
                use.queueRequests(),
                use.objectPuts(),
                use.objectGets());
        line(text, "keys with most write units in a second:");
        report.hottest()
                .forEach(key -> line(
                        text,
                        "  %6.0f  %s (mean %.0f, throttled %,d times)",
                        key.peak(),
                        key.name(),
                        key.mean(),
                        key.throttled()));
        report.functions()
                .forEach(function -> line(
                        text,
                        "%s: %,d invocations of %.0f ms, at most %d at a time, the longest %.0f %% of its limit, %,d"
                                + " ran out of time",
                        function.name(),
                        function.invocations(),
                        function.meanMillis(),
                        function.concurrency(),
                        PERCENT * function.longest(),
                        function.timeouts()));
        course.faults().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> line(text, "%s: %,d", entry.getKey(), entry.getValue()));
        report.broken().forEach(what -> line(text, "BROKEN: %s", what));
        report.missed().forEach(what -> line(text, "MISSED: %s", what));
        text.append(report.holds() ? "everything holds" : "not everything holds");
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
