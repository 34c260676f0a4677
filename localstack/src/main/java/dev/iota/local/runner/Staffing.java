package dev.iota.local.runner;

import dev.iota.core.api.StatusResponse;
import dev.iota.core.identity.Hotkey;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.process.Swarm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which stages still have a miner where one of the run's own was given up. */
final class Staffing {
    private final Supplier<Map<String, String>> givenUp;
    private final RunFolder folder;
    private final int miners;

    /**
     * @param givenUp processes that are not started again, and why
     * @param miners that the run starts by itself
     */
    Staffing(Supplier<Map<String, String>> givenUp, RunFolder folder, int miners) {
        this.givenUp = givenUp;
        this.folder = folder;
        this.miners = miners;
    }

    /** The run's own miners that were not given up. */
    int kept() {
        return miners - givenUp.get().size();
    }

    /** Whether so many miners can be given work as are kept. */
    boolean isComplete(StatusResponse status) {
        var gone = hotkeys(givenUp.get().keySet());
        return status.miners().stream()
                        .filter(miner -> miner.active() && miner.slots() > 0 && !gone.contains(miner.hotkey()))
                        .count()
                >= kept();
    }

    /**
     * Called before all miners have registered: nobody knows yet which stage is whose.
     *
     * @throws RunnerException if there are fewer miners left than stages, with the reasons
     */
    void requireEnough(StatusResponse status) {
        var lost = givenUp.get();
        var own = hotkeys(names().collect(Collectors.toSet()));
        var guests = status.miners().stream()
                .filter(miner -> miner.active() && !own.contains(miner.hotkey()))
                .count();
        var stages = status.waiting().size();
        if (!lost.isEmpty() && kept() + guests < stages) {
            throw new RunnerException(
                    "%d miners are left for %d stages: %s",
                    kept() + guests, stages, String.join("; ", sentences(lost)));
        }
    }

    /**
     * Called when the miners have registered.
     *
     * @throws RunnerException if a stage has no miner any more, with the reasons
     */
    void require(StatusResponse status) {
        var lost = givenUp.get();
        if (lost.isEmpty()) {
            return;
        }
        var gone = hotkeys(lost.keySet());
        var own = hotkeys(names().collect(Collectors.toSet()));
        var staffed = status.miners().stream()
                .filter(miner -> !gone.contains(miner.hotkey()))
                // One that is being started again need not be active at this moment.
                .filter(miner -> miner.active() || own.contains(miner.hotkey()))
                .map(StatusResponse.Miner::stage)
                .collect(Collectors.toSet());
        IntStream.range(0, status.waiting().size())
                .filter(stage -> !staffed.contains(stage))
                .findFirst()
                .ifPresent(stage -> {
                    throw new RunnerException(
                            "stage %d has no miner left: %s", stage, String.join("; ", sentences(lost)));
                });
    }

    /** A sentence for each miner that was given up. */
    List<String> warnings() {
        return sentences(givenUp.get());
    }

    private static List<String> sentences(Map<String, String> lost) {
        return lost.entrySet().stream()
                .map(miner -> "%s was given up: %s".formatted(miner.getKey(), miner.getValue()))
                .toList();
    }

    private Stream<String> names() {
        return IntStream.range(0, miners).mapToObj(Swarm::name);
    }

    private Set<Hotkey> hotkeys(Set<String> names) {
        var hotkeys = new HashSet<Hotkey>();
        for (var miner = 0; miner < miners; miner++) {
            if (names.contains(Swarm.name(miner))) {
                folder.hotkey(miner).ifPresent(hotkeys::add);
            }
        }
        return hotkeys;
    }
}
