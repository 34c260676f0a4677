package dev.iota.miner.home;

import dev.iota.miner.agent.view.MinerHealth;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * How the miners of a home folder are.
 *
 * @param summary one sentence
 * @param url where the running process answers; none where none runs
 * @param up whether every miner is registered and heard by the orchestrator
 * @param running the miners of the running process, by name
 * @param stopped miners of which only the folder is left, while no process runs
 */
public record HomeView(
        String summary,
        Optional<String> url,
        boolean up,
        SequencedMap<String, MinerHealth> running,
        List<Stopped> stopped) {
    public HomeView {
        stopped = List.copyOf(stopped);
    }

    /**
     * What is on the disk of a miner that does not run.
     *
     * @param hotkey empty if its key cannot be read
     */
    public record Stopped(String miner, String hotkey, List<Snapshot> runs) {
        public Stopped {
            runs = List.copyOf(runs);
        }

        /** Over several lines. */
        public String text() {
            var text = new StringBuilder("%s: hotkey %s".formatted(miner, hotkey.isEmpty() ? "unknown" : hotkey));
            for (var snapshot : runs) {
                text.append("%n  run '%s': ".formatted(snapshot.run()))
                        .append(snapshot.step()
                                .map(step -> "the newest snapshot is of step %d of epoch %d, stage %d"
                                        .formatted(
                                                step,
                                                snapshot.epoch().orElse(0),
                                                snapshot.stage().orElse(0)))
                                .orElse("no snapshot"));
            }
            return text.toString();
        }
    }

    /** The newest snapshot of a run; no numbers if there is none. */
    public record Snapshot(String run, Optional<Integer> stage, Optional<Integer> epoch, Optional<Integer> step) {}

    public boolean isUp() {
        return up;
    }
}
