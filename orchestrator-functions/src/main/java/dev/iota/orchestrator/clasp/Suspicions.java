package dev.iota.orchestrator.clasp;

import com.github.benmanes.caffeine.cache.Cache;
import dev.iota.core.clasp.Seat;
import dev.iota.core.suspicion.EpochSuspicions;
import dev.iota.orchestrator.context.Caches;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.context.StructuredLog;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Who is suspected in an epoch: those of the newest looks when it began, read once by each process. */
public final class Suspicions {
    /** Epochs whose hops may arrive at one time, and more. */
    private static final int EPOCHS = 8;

    /** After which it is looked again for what was not there. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final ClaspObjects objects;
    private final Cache<Integer, Set<Seat>> known = Caches.of(EPOCHS).build();
    private final Cache<Integer, Set<Seat>> missed;
    private final StructuredLog structuredLog = new StructuredLog(Suspicions.class);

    public Suspicions(Services services) {
        this.objects = new ClaspObjects(services.objects());
        this.missed =
                Caches.of(EPOCHS, services.clock()).expireAfterWrite(AGAIN).build();
    }

    /** Whether the work of a miner in a stage is drawn more often in an epoch. Nobody's is in the first one. */
    public boolean isSuspected(int epoch, Seat seat) {
        return epoch > 0 && of(epoch - 1).contains(seat);
    }

    private Set<Seat> of(int over) {
        var suspected =
                Optional.ofNullable(known.getIfPresent(over)).or(() -> Optional.ofNullable(missed.getIfPresent(over)));
        return suspected.orElseGet(() -> {
            var read = read(over);
            read.ifPresentOrElse(seats -> known.put(over, seats), () -> missed.put(over, Set.of()));
            return read.orElse(Set.of());
        });
    }

    /** Of what cannot be read nobody is suspected: a hop must not wait for it. */
    private Optional<Set<Seat>> read(int over) {
        try {
            return objects.read(over).map(EpochSuspicions::suspected);
        } catch (RuntimeException e) {
            structuredLog.wrong("suspicions not read", String.valueOf(e.getMessage()), "epoch", over);
            return Optional.empty();
        }
    }
}
