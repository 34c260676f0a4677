package dev.iota.core.step;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The registrations of a miner in the current epoch and the one before, whose last events may come late. A step of one
 * registration survives until a later one goes on from before it: then the process that had it is gone, and nothing on
 * its disk holds it. Gradients of a step that was not taken yet survive if the later one still has them.
 *
 * @param list in the order of their numbers
 */
public record Resumptions(List<Resumption> list) {
    public static final Resumptions NONE = new Resumptions(List.of());

    public Resumptions {
        list = List.copyOf(list);
    }

    /** The same with one more; those before the epoch before it are forgotten. */
    public Resumptions with(Resumption next) {
        var kept = new ArrayList<>(
                list.stream().filter(r -> r.epoch() >= next.epoch() - 1).toList());
        kept.add(next);
        return new Resumptions(kept);
    }

    /** The same after a registration went on into an epoch, whose first weights it begins with. */
    public Resumptions entering(long registration, int epoch) {
        return contains(registration, epoch) ? this : with(Resumption.after(registration, epoch, 0));
    }

    /** Whether the miner registered under this number in this epoch. */
    public boolean contains(long registration, int epoch) {
        return list.stream().anyMatch(r -> r.registration() == registration && r.epoch() == epoch);
    }

    /** Whether a step of this number can have been made under a registration, which went on after a certain step. */
    public boolean admits(long registration, int epoch, int step) {
        return list.stream().anyMatch(r -> r.registration() == registration && r.epoch() == epoch && step > r.step());
    }

    /** Whether a step that was made under a registration is still in the miner's weights. */
    public boolean survives(long registration, int epoch, int step) {
        return later(registration, epoch).allMatch(r -> step <= r.step());
    }

    /**
     * Whether the miner still has a gradient that it said is to be in a step: taken, or accumulated for it. It says so
     * only of what is on its disk, so of a step it has all such gradients or none.
     */
    public boolean hasGradients(long registration, int epoch, int step) {
        return later(registration, epoch).allMatch(r -> step <= r.lastGradients());
    }

    private Stream<Resumption> later(long registration, int epoch) {
        return list.stream().filter(r -> r.epoch() == epoch && r.registration() > registration);
    }
}
