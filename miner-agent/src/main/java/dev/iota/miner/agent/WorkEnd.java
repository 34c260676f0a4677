package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.Task;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * How a miner's work ends: it is asked to, its session is over, or something fails. In each case the device's thread
 * ends what it is at. Safe for several threads.
 */
final class WorkEnd {
    private final DeviceQueue desk;
    private final Logger log;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean over;
    private volatile boolean moving;

    WorkEnd(DeviceQueue desk, Logger log) {
        this.desk = desk;
        this.log = log;
    }

    void asked(String reason) {
        desk.put(new Task.End(reason, true));
    }

    /** Another stage is this miner's own now, unless something else ends its work first. */
    void moves(String reason) {
        moving = true;
        asked(reason);
    }

    /** Whether the miner goes on at another stage. */
    boolean isMoving() {
        return moving;
    }

    /** Another process has the session. */
    void fenced(String reason) {
        failure.compareAndSet(null, new AgentException(reason));
        desk.put(new Task.End(reason, false));
    }

    /** Something that it was to do cannot be done. */
    void inVain(String reason) {
        failure.compareAndSet(null, new AgentException(reason));
        desk.put(new Task.End(reason, true));
    }

    void failed(Throwable error) {
        if (over) {
            log.debug("ended in the middle of it", error);
            return;
        }
        log.error("the miner fails", error);
        failure.compareAndSet(null, error);
        desk.put(new Task.End(error.toString(), true));
    }

    /** The work has ended: what its threads were at loses its connections, and that is no failure. */
    void over() {
        over = true;
    }

    /** @throws AgentException if the work did not end well */
    void requireGood() {
        var error = failure.get();
        if (error instanceof AgentException known) {
            throw known;
        }
        if (error != null) {
            throw new AgentException("the miner failed: %s".formatted(error), error);
        }
    }
}
