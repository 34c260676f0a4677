package dev.iota.local.cloud.states.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.local.cloud.states.definition.Evaluator;
import dev.iota.local.cloud.states.definition.FailedException;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has expressions computed by a process of their own, one at a time. One that computes for too long, or needs more
 * memory than that process has, fails, and the next one finds a new process.
 */
public final class Calculations implements Evaluator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Calculations.class);

    /** A process that others ended says nothing about the expression, so that another one is asked. */
    private static final int ATTEMPTS = 3;

    /** Fair, so that no execution keeps the others waiting for longer than one expression. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private volatile ChildProcess process;
    private volatile boolean isClosed;

    private Calculations(ChildProcess process) {
        this.process = process;
    }

    /** Starts the process, and returns before it can be used. */
    public static Calculations start() throws IOException {
        return new Calculations(ChildProcess.start());
    }

    /** @throws CancellationException if it is closed meanwhile */
    @Override
    public JsonNode evaluate(Query query) throws FailedException {
        lock.lock();
        try {
            for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
                var answer = answer(query);
                if (answer != null) {
                    return answer.orThrow();
                }
            }
        } catch (InterruptedException e) {
            process.close(); // it computes what nobody asks for any more
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while an expression was computed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
        throw new FailedException(
                Failure.RUNTIME, "the process that computes expressions ended %d times".formatted(ATTEMPTS));
    }

    /** Null if the process ended for reasons of its own. */
    private @Nullable Answer answer(Query query) throws InterruptedException, IOException {
        if (isClosed) {
            throw new CancellationException("nothing is computed any more");
        }
        try {
            return process.ask(query);
        } catch (ChildProcess.EndedException e) {
            if (isClosed) {
                throw new CancellationException("nothing is computed any more");
            }
            LOG.warn("the process that computes expressions has ended: {}", e.ending());
            process = ChildProcess.start(); // it is ready when it is asked
            return switch (e.ending()) {
                case TOO_LONG -> Answer.failed(Failure.QUERY, query.expression(), "it takes too long to compute");
                case OUT_OF_MEMORY -> Answer.failed(Failure.QUERY, query.expression(), "it needs too much memory");
                case ENDED_BY_OTHERS -> null;
            };
        }
    }

    /** Ends the process, also amid an expression. */
    @Override
    public void close() {
        isClosed = true;
        process.close();
    }
}
