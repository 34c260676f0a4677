package dev.iota.cloud.process;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a process ends that computes in a native library: when it is told to end, the thread at work is
 * asked to leave the library first, and the JVM ends after it. Closed by that thread when it has left.
 */
public final class OrderlyEnd implements AutoCloseable {
    /** What the shell expects of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private final CountDownLatch left = new CountDownLatch(1);
    private final Thread hook;

    private OrderlyEnd(Runnable ask, Duration patience) {
        this.hook = Thread.ofPlatform().name("orderly-end").unstarted(() -> end(ask, patience));
    }

    /**
     * From now on until {@link #close} the end of the process waits. Does not return in a process that is ending
     * already: it would not wait for work that begins now.
     *
     * @param ask asks the work to end; returns at once
     * @param patience after which the process ends without what a JVM does at its end, and without a crash
     */
    public static OrderlyEnd begin(Runnable ask, Duration patience) {
        var end = new OrderlyEnd(ask, patience);
        try {
            Runtime.getRuntime().addShutdownHook(end.hook);
        } catch (IllegalStateException e) {
            new Semaphore(0).acquireUninterruptibly(); // until the process is gone
        }
        return end;
    }

    private void end(Runnable ask, Duration patience) {
        ask.run();
        try {
            if (left.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("the work did not end within %d s of being asked to; what was kept last counts"
                .formatted(patience.toSeconds()));
        HardExit.now(TERMINATED);
    }

    /**
     * Whether work failed since its process was told to end: a file that was being read then is closed under its
     * reader.
     */
    public static boolean isCauseOf(Exception failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        left.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook is what waits for us.
        }
    }
}
