package dev.iota.local.runner.display;

import dev.iota.local.runner.failure.StoppedException;
import dev.iota.orchestrator.admin.RunCreation;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** How far the making of a run is: a bar where a person watches, and one sentence for what takes long anywhere else. */
public final class UploadProgress implements RunCreation.Progress {
    private static final int WIDTH = 30;
    private static final int PERCENT = 100;
    private static final double MEGA = 1e6;

    /** What is less is stored before anybody could read about it. */
    private static final long SLOW = 256L << 20;

    private final Display display;
    private final CountDownLatch stop;
    private String what = "";
    private long all;
    private long done;
    private long sent;

    /** @param stop ends it before the next object, with a {@link StoppedException} */
    public UploadProgress(Display display, CountDownLatch stop) {
        this.display = display;
        this.stop = stop;
    }

    @Override
    public void begins(String things, long bytes) {
        what = things;
        all = bytes;
        done = 0;
        sent = 0;
        if (all >= SLOW) {
            display.say("storing %s: %s", what, megabytes(all));
        }
    }

    @Override
    public void stored(long bytes, boolean now) {
        done += bytes;
        sent += now ? bytes : 0;
        if (all >= SLOW) {
            if (done < all) {
                display.progress(bar());
            } else {
                display.say(
                        "stored %s: %s%s",
                        what,
                        megabytes(all),
                        sent < all ? ", of which %s were there already".formatted(megabytes(all - sent)) : "");
            }
        }
        if (stop.getCount() == 0) {
            throw new StoppedException();
        }
    }

    private String bar() {
        var part = (double) done / all;
        var full = (int) (part * WIDTH);
        return String.format(
                Locale.ROOT,
                "storing %s [%s%s] %3.0f %%",
                what,
                "█".repeat(full),
                "░".repeat(WIDTH - full),
                PERCENT * part);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f MB", bytes / MEGA);
    }

    @Override
    public void says(String sentence) {
        display.say("%s", sentence);
    }
}
