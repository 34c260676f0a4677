package dev.iota.local.simulator.plane;

import dev.iota.local.simulator.service.Invocation;

/** Tries again what others were faster at: at once, then after random waits of growing length. */
record Retrying(Plane plane) {
    private static final int ATTEMPTS = 20;
    private static final double FIRST_MILLIS = 4;
    private static final double LONGEST_MILLIS = 250;

    /** One attempt. */
    @FunctionalInterface
    interface Attempt {
        /** @param stale to be run if others were faster */
        void run(Runnable stale);
    }

    /** @param busy what to do if others were faster every time */
    void retry(Invocation<StageHints> run, Attempt attempt, Runnable busy) {
        attempt(run, attempt, busy, 0);
    }

    private void attempt(Invocation<StageHints> run, Attempt attempt, Runnable busy, int number) {
        if (number == ATTEMPTS) {
            plane.counts().busy++;
            busy.run();
            return;
        }
        if (number > 1) {
            var most = Math.min(LONGEST_MILLIS, FIRST_MILLIS * Math.pow(2, number - 2));
            run.spend(plane.random().nextDouble() * most);
        }
        attempt.run(() -> attempt(run, attempt, busy, number + 1));
    }
}
