package dev.iota.orchestrator.hop;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.iota.cloud.table.MinerChange;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.MinerTable;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.routing.StageMiner;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Run;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Active miners of each stage, as they were a moment ago: a hint that saves a query for each hop. Whoever relies on it
 * makes the slot a condition of the transaction.
 */
final class Candidates {
    private static final Duration KEPT = Duration.ofSeconds(1);

    /** Of a larger stage another part is looked at each time; two are drawn from it. */
    private static final int LOOKED_AT = 50;

    /** More than any run has. */
    private static final int STAGES = 1000;

    private static final String BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /** Every address of this network begins so. */
    private static final char FIRST = '5';

    private final MinerTable miners;
    private final RandomGenerator random;
    private final Cache<Integer, List<MinerRecord>> stages;

    Candidates(MinerTable miners, InstantSource clock, RandomGenerator random) {
        this.miners = miners;
        this.random = random;
        // What is put right meanwhile does not live longer for that.
        this.stages = Caches.of(STAGES, clock)
                .expireAfter(Expiry.<Integer, List<MinerRecord>>creating((stage, found) -> KEPT))
                .build();
    }

    /** Active miners of a stage. */
    List<MinerRecord> of(int stage) {
        var known = stages.getIfPresent(stage);
        if (known != null) {
            return known;
        }
        var found = List.copyOf(miners.staff(stage, somewhere(), LOOKED_AT));
        stages.put(stage, found);
        return found;
    }

    /** What is on record about miners, as far as it decides who may get a hop. */
    static List<StageMiner> asKnown(Run run, List<MinerRecord> miners) {
        var forwards = run.spec().epochs().forwardsPerStep(run.spec().training());
        return miners.stream()
                .map(m -> new StageMiner(m.candidate(forwards), m.stage(), m.active(), m.epoch(), m.taken()))
                .toList();
    }

    /** Looks again at the next use. */
    void forget(int stage) {
        stages.invalidate(stage);
    }

    /** What is on record about a miner, perhaps as it was a moment ago. */
    Optional<MinerRecord> known(int stage, Hotkey hotkey) {
        return of(stage).stream()
                .filter(miner -> miner.hotkey().equals(hotkey))
                .findFirst()
                .or(() -> {
                    var read = miners.get(hotkey);
                    read.ifPresent(this::found);
                    return read;
                });
    }

    /** A miner as it is on record now. */
    void found(MinerRecord newest) {
        stages.asMap().computeIfPresent(newest.stage(), (stage, known) -> Stream.concat(
                        known.stream().filter(miner -> !miner.hotkey().equals(newest.hotkey())), Stream.of(newest))
                .toList());
    }

    /** Keeps the hints right after what this process did itself. */
    void apply(Collection<MinerChange> changes) {
        stages.asMap().replaceAll((stage, known) -> known.stream()
                .map(miner -> changes.stream()
                        .filter(change -> change.hotkey().equals(miner.hotkey()))
                        .findFirst()
                        .map(miner::after)
                        .orElse(miner))
                .toList());
    }

    /** A place in the order of addresses. */
    private String somewhere() {
        return new String(new char[] {FIRST, digit(), digit()});
    }

    private char digit() {
        return BASE_58.charAt(random.nextInt(BASE_58.length()));
    }
}
