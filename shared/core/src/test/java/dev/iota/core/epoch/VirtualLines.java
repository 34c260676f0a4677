package dev.iota.core.epoch;

import static java.util.Objects.requireNonNull;

import dev.iota.core.epoch.VirtualEpoch.Fate;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.RunSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How fast the lines of miners are. */
record VirtualLines(RunSpec spec, Map<Hotkey, Fate> fates) {
    /** Of what takes no time to speak of. */
    static final Duration HOP = Duration.ofSeconds(2);

    private static final Set<Fate> WITHOUT_UPLOAD = Set.of(Fate.NEVER_UPLOADS, Fate.STALLS, Fate.CREEPS);

    /** How long a miner's upload takes; empty if it never ends. */
    Optional<Duration> upload(Hotkey miner, StageMerge stage) {
        var fate = fates.get(miner);
        if (WITHOUT_UPLOAD.contains(fate)) {
            return Optional.empty();
        }
        // Longer than the grace window, and not as long as over the slowest line.
        var last = Duration.between(stage.since(), new EpochTimes(spec).uploadsUntil(stage));
        var slow = spec.epochs().quorums().grace().plus(last).dividedBy(2);
        return Optional.of(fate == Fate.UPLOADS_SLOWLY ? slow : HOP);
    }

    /** When an upload moved last of one of these miners, none of which is there. */
    Optional<Instant> moved(Collection<Hotkey> miners, StageMerge stage, Instant now) {
        return miners.stream()
                .flatMap(miner -> switch (requireNonNull(fates.get(miner))) {
                    case UPLOADS_SLOWLY, CREEPS -> Stream.of(now);
                    case STALLS -> Stream.of(stage.since());
                    default -> Stream.<Instant>empty();
                })
                .max(Comparator.naturalOrder());
    }

    /** How long a shard takes. */
    Duration shard(Hotkey miner) {
        return fates.get(miner) == Fate.MERGES_SLOWLY ? spec.epochs().lease().plus(HOP) : HOP;
    }

    /** Those who answer when shards are leased. */
    Set<Hotkey> live() {
        return with(fate -> fate != Fate.NEVER_UPLOADS);
    }

    /** Those whose objects move while they are at shards. */
    Set<Hotkey> moving() {
        return with(fate -> fate == Fate.MERGES_SLOWLY);
    }

    private Set<Hotkey> with(Predicate<Fate> wanted) {
        return fates.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
