package dev.iota.core.routing;

import dev.iota.core.base.Sentence;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.LeaseSpec;
import dev.iota.core.wire.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Picks the miner of the next hop. A gradient goes back to the miner that computed the forward, while that one is
 * there. Anything else goes to the one of two drawn at random with the shorter expected wait: two choices keep the
 * longest queue near log log n of the mean (Mitzenmacher 2001) and leave the pathway random. A forward is drawn for
 * among miners whose step admits it, if there are any: elsewhere it would wait for the last gradient of another step,
 * which waits in the same way at the next stage, so that the time of a step would double from stage to stage.
 */
public final class Router {
    private final LeaseSpec spec;

    public Router(LeaseSpec spec) {
        this.spec = spec;
    }

    /** @param stage the active miners of the microbatch's stage, ready or not */
    public Choice route(Microbatch microbatch, List<Candidate> stage, Instant now, RandomGenerator random) {
        var owner = microbatch.owner();
        if (owner.isPresent()) {
            var present = stage.stream()
                    .filter(c -> c.hotkey().equals(owner.get()) && c.takesGradients())
                    .findFirst();
            if (present.isPresent()) {
                return new Choice(
                        lease(present.get(), now, random), false, new Sentence("back to the owner of the forward"));
            }
        }
        var roomy = stage.stream().filter(Candidate::hasRoom).toList();
        if (roomy.isEmpty()) {
            return Choice.nobody("no free slot among %d miners of stage %d", stage.size(), microbatch.stage());
        }
        var admitting = microbatch.direction() == Direction.FORWARD
                ? roomy.stream().filter(Candidate::admits).toList()
                : roomy;
        var drawn = admitting.isEmpty() ? roomy : admitting;
        var one = drawn.get(random.nextInt(drawn.size()));
        var other = drawn.get(random.nextInt(drawn.size()));
        var chosen = one.expectedWait() <= other.expectedWait() ? one : other;
        return new Choice(
                lease(chosen, now, random),
                true,
                new Sentence(
                        "expected wait %.1f s, against %.1f s",
                        chosen.expectedWait(), Math.max(one.expectedWait(), other.expectedWait())));
    }

    /** How long a lease of a hop that should take {@code expected} seconds lasts. */
    public Duration duration(double expected) {
        var wanted = Duration.ofMillis((long) (spec.patience() * expected * 1000));
        return wanted.compareTo(spec.shortest()) < 0
                ? spec.shortest()
                : wanted.compareTo(spec.longest()) > 0 ? spec.longest() : wanted;
    }

    private java.util.Optional<Lease> lease(Candidate candidate, Instant now, RandomGenerator random) {
        return java.util.Optional.of(new Lease(
                HexFormat.of().toHexDigits(random.nextLong()),
                candidate.hotkey(),
                candidate.registration(),
                now.plus(duration(candidate.longestWait()))));
    }
}
