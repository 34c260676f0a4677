package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

/**
 * The learning rate as a function of the global step: a linear warm-up, a plateau, cosine cycles between {@code peak}
 * and {@code floor}, and a linear tail to zero. Continuous where phases meet (but for the chosen restarts), never
 * rising after the tail has begun, zero for ever after its end.
 *
 * @param peak rate of the plateau
 * @param floor rate at the end of each cosine cycle
 * @param warmup steps from zero to the peak
 * @param plateau steps at the peak
 * @param cosine steps of one cosine cycle; 0 for none: the plateau then lasts until the tail
 * @param cycles cosine cycles; after the first, each restarts at the peak
 * @param tail steps from the last rate to zero; 0 for none: the last rate is then kept
 */
public record Schedule(double peak, double floor, long warmup, long plateau, long cosine, int cycles, long tail) {

    public Schedule {
        require(peak > 0, "training.schedule.peak is %s; it must be positive", peak);
        require(floor >= 0 && floor <= peak, "training.schedule.floor is %s; wanted 0 ≤ floor ≤ peak %s", floor, peak);
        require(
                warmup >= 0 && plateau >= 0 && cosine >= 0 && tail >= 0,
                "training.schedule has a negative number of steps: warmup %d, plateau %d, cosine %d, tail %d",
                warmup,
                plateau,
                cosine,
                tail);
        require(
                cycles >= 0 && (cycles > 0) == (cosine > 0),
                "training.schedule.cycles is %d with cosine %d; both are zero or neither",
                cycles,
                cosine);
    }

    /** Warm-up, then the peak for ever. */
    public static Schedule constant(double peak, long warmup) {
        return new Schedule(peak, peak, warmup, 0, 0, 0, 0);
    }

    /** The same shape with another peak; the floor keeps its share of it. */
    public Schedule withPeak(double other) {
        return new Schedule(other, other * (floor / peak), warmup, plateau, cosine, cycles, tail);
    }

    /** The same steps with rates of 1: what stays of a schedule whose rate an operator changes. */
    Schedule steps() {
        return new Schedule(1, 1, warmup, plateau, cosine, cycles, tail);
    }

    /** The rate of global step {@code step}, counted from 0; the first step of a warm-up already moves. */
    public double rate(long step) {
        require(step >= 0, "step is %d; steps are counted from 0", step);
        if (step < warmup) {
            return peak * (step + 1) / (warmup + 1);
        }
        var after = step - warmup - plateau;
        if (after < 0) {
            return peak;
        }
        var cosineSteps = cosine * cycles;
        if (after < cosineSteps) {
            var position = (double) (after % cosine) / cosine;
            return floor + (peak - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * position));
        }
        var last = cosineSteps > 0 ? floor : peak;
        if (tail == 0) {
            return last;
        }
        return last * Math.max(0, 1 - (double) (after - cosineSteps) / tail);
    }
}
