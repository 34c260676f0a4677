package dev.iota.orchestrator.hop;

import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.MinerTable;
import dev.iota.core.routing.StageMiner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Active miners of each stage, as they were a moment ago: a hint that saves a query for each hop. Whoever relies on it
 * makes the slot a condition of the transaction.
 */
final class Candidates {
    private static final Duration KEPT = Duration.ofSeconds(1);

    /** Of a larger stage another part is looked at each time; two are drawn from it. */
    private static final int LOOKED_AT = 50;

    private static final String BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /** Every address of this network begins so. */
    private static final char FIRST = '5';

    private final MinerTable miners;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<Integer, Known> stages = new HashMap<>();

    Candidates(MinerTable miners, InstantSource clock, RandomGenerator random) {
        this.miners = miners;
        this.clock = clock;
        this.random = random;
    }

    private record Known(List<MinerRecord> miners, Instant at) {}

    /** Active miners of a stage. */
    List<MinerRecord> of(int stage) {
        var now = clock.instant();
        synchronized (this) {
            var known = stages.get(stage);
            if (known != null && now.isBefore(known.at().plus(KEPT))) {
                return known.miners();
            }
        }
        var found = List.copyOf(miners.staff(stage, somewhere(), LOOKED_AT));
        synchronized (this) {
            stages.put(stage, new Known(found, now));
        }
        return found;
    }

    /** What is on record about miners, as far as it decides who may get a hop. */
    static List<StageMiner> asKnown(List<MinerRecord> miners) {
        return miners.stream()
                .map(m -> new StageMiner(m.candidate(), m.stage(), m.active(), m.epoch(), m.taken()))
                .toList();
    }

    /** Looks again at the next use. */
    synchronized void forget(int stage) {
        stages.remove(stage);
    }

    /** Keeps the hints right after what this process did itself. */
    synchronized void apply(Collection<MinerChange> changes) {
        stages.replaceAll((stage, known) -> new Known(
                known.miners().stream()
                        .map(miner -> changes.stream()
                                .filter(change -> change.hotkey().equals(miner.hotkey()))
                                .findFirst()
                                .map(miner::after)
                                .orElse(miner))
                        .toList(),
                known.at()));
    }

    /** A place in the order of addresses. */
    private String somewhere() {
        return new String(new char[] {FIRST, digit(), digit()});
    }

    private char digit() {
        return BASE_58.charAt(random.nextInt(BASE_58.length()));
    }
}
