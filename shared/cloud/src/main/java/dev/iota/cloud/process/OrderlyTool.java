package dev.iota.cloud.process;

import java.time.Duration;
import java.util.Optional;

/**
 * A tool that computes in a native library and ends by itself: told to end before, it leaves the library and says so
 * first. What goes on until it is told to end has more to see to, and uses {@link OrderlyEnd}. Closed when everything
 * is said.
 */
public final class OrderlyTool implements AutoCloseable {
    /** For the computation that it is at; a supervisor waits for twice as long. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Optional<OrderlyEnd> end = Optional.empty();

    /** From now on this thread is at work: it is interrupted when the process is told to end, and waited for. */
    public void begin() {
        var worker = Thread.currentThread();
        end = Optional.of(OrderlyEnd.begin(worker::interrupt, PATIENCE));
    }

    /** What the tool says last if its work failed because it was told to end. */
    public static Optional<LastWord> lastWord(Exception failure) {
        return OrderlyEnd.isCauseOf(failure)
                ? Optional.of(new LastWord(LastWord.Kind.FAILED, "told to end before it was done"))
                : Optional.empty();
    }

    @Override
    public void close() {
        end.ifPresent(OrderlyEnd::close);
    }
}
