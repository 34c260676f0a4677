package dev.iota.local.cloud;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be stopped, in the reverse order of its start; one that fails does not keep the others from stopping. */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** Stops one thing. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private record Named(String name, Step step) {}

    private final Deque<Named> steps = new ArrayDeque<>();

    /** {@code step} runs before all that were added earlier. */
    public synchronized void first(String name, Step step) {
        steps.push(new Named(name, step));
    }

    /** Runs each step once, also when called again. */
    public synchronized void run() {
        while (!steps.isEmpty()) {
            var next = steps.pop();
            try {
                next.step().run();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", next.name(), e);
            }
        }
    }
}
