package dev.iota.local.runner.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The swarm against one process that trains the same model, in turns on the same cores.
 *
 * @param oneProcessTokensPerSecond median over the windows
 * @param swarmTokensPerSecond median over the windows
 * @param ratio median over the windows of the swarm's rate over that of the one process in the window after it
 * @param preset that was trained
 * @param cores of this machine
 * @param oneProcessThreads that one tensor operation of the one process may use
 * @param swarmThreads of each miner
 * @param windows rates of each pair of windows
 * @param utilisation of each stage: share of the swarm's time that its devices computed
 * @param cpuShare processor seconds a second of the swarm's time, of each process
 * @param hops tensors that crossed a stage boundary in the swarm's windows
 * @param cloudCpuMillisPerHop processor time of the cloud, handlers and services together, for each of them
 */
public record BenchReport(
        double oneProcessTokensPerSecond,
        double swarmTokensPerSecond,
        double ratio,
        String preset,
        int cores,
        int oneProcessThreads,
        int swarmThreads,
        List<Pair> windows,
        List<Double> utilisation,
        Map<String, Double> cpuShare,
        long hops,
        double cloudCpuMillisPerHop) {

    /** Tokens a second of both, one after the other. */
    public record Pair(double swarm, double oneProcess) {}

    public BenchReport {
        windows = List.copyOf(windows);
        utilisation = List.copyOf(utilisation);
        cpuShare = Map.copyOf(cpuShare);
    }

    /** For people. */
    String text() {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s on %d cores%n"
                        + "one process   %8.0f tokens/s (%d threads)%n"
                        + "swarm         %8.0f tokens/s (%d threads a miner)%n"
                        + "ratio         %8.3f (median of %d pairs of windows)%n"
                        + "where the time of the swarm's windows goes:%n",
                preset,
                cores,
                oneProcessTokensPerSecond,
                oneProcessThreads,
                swarmTokensPerSecond,
                swarmThreads,
                ratio,
                windows.size()));
        for (var stage = 0; stage < utilisation.size(); stage++) {
            text.append(String.format(
                    Locale.ROOT, "  stage %d computes %.0f %% of the time%n", stage, 100 * utilisation.get(stage)));
        }
        cpuShare.keySet().stream()
                .sorted()
                .forEach(name ->
                        text.append(String.format(Locale.ROOT, "  %s uses %.2f cores%n", name, cpuShare.get(name))));
        return text.append(String.format(
                        Locale.ROOT,
                        "  the cloud uses %.1f ms of processor time for each of %d hops",
                        cloudCpuMillisPerHop,
                        hops))
                .toString();
    }
}
