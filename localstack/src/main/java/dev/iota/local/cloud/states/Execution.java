package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Sha256;
import dev.iota.local.cloud.states.definition.DefinitionReader;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.RejectedException;
import dev.iota.local.cloud.states.execution.Commit;
import dev.iota.local.cloud.states.execution.Ending;
import dev.iota.local.cloud.states.execution.ExecutionState;
import dev.iota.local.cloud.states.execution.Flow;
import dev.iota.local.cloud.states.execution.Means;
import dev.iota.local.cloud.states.execution.Phase;
import dev.iota.local.cloud.states.execution.Start;
import dev.iota.local.cloud.states.execution.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One execution and its file. It advances under its own lock, one turn after the other. */
public final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
    private static final int KEY_BYTES = 16;
    static final String SUFFIX = ".jsonl";

    /**
     * What follows from a turn.
     *
     * @param accepted whether the turn was taken; false if what it was about is over
     * @param started flows whose tasks are to be performed
     * @param due when to look again, or null if that is arranged already or never
     * @param entered states that were entered: what AWS bills
     */
    record Outcome(
            boolean accepted, List<Flow> started, @Nullable Instant due, int entered) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Path file;
    private final String key;
    private final Start start;

    /** Null when it has ended. */
    private @Nullable ExecutionState executionState;

    private @Nullable ExecutionLog log;
    /** Seen by whoever asks, also while a turn computes. */
    private volatile @Nullable Ending ending;

    /** When a tick has been arranged, or null. */
    private @Nullable Instant arranged;

    private Execution(Path file, String key, Start start) {
        this.file = file;
        this.key = key;
        this.start = start;
    }

    /** What names an execution in files and tokens: names themselves may have characters that a file's name may not. */
    public static String key(String arn) {
        return Sha256.hex(arn).substring(0, 2 * KEY_BYTES);
    }

    /** A new execution that has not begun. */
    static Execution create(Path folder, ExecutionState executionState) throws IOException {
        var file = folder.resolve(executionState.key() + SUFFIX);
        var execution = new Execution(file, executionState.key(), executionState.start());
        execution.log = ExecutionLog.create(file, executionState.start());
        execution.executionState = executionState;
        return execution;
    }

    /**
     * The execution that a file tells of; empty if the process died before it was started. One that cannot go on, as
     * its definition or its input is not understood any more, has failed.
     */
    static Optional<Execution> load(Path file, String region, Instant now) throws IOException {
        var found = ExecutionLog.repair(file);
        if (found.isEmpty()) {
            Files.delete(file);
            return Optional.empty();
        }
        var start = found.get().start();
        var execution = new Execution(file, key(start.arn()), start);
        var commits = found.get().commits();
        execution.ending = commits.isEmpty() ? null : commits.getLast().end();
        if (execution.ending == null) {
            execution.log = ExecutionLog.open(file);
            execution.replay(commits, region, now);
        }
        return Optional.of(execution);
    }

    private void replay(List<Commit> commits, String region, Instant now) throws IOException {
        try {
            var replayed = new ExecutionState(
                    key,
                    region,
                    start,
                    DefinitionReader.read(start.machine().definition()),
                    Documents.parse(start.input()));
            commits.forEach(replayed::apply);
            executionState = replayed;
        } catch (RejectedException | JsonProcessingException | RuntimeException e) {
            LOG.error("the execution {} cannot go on and has failed", start.arn(), e);
            end(Turn.failed(commits, now, String.valueOf(e.getMessage())));
        }
    }

    private void end(Commit commit) throws IOException {
        if (log != null) {
            log.append(commit);
        }
        ending = commit.end();
        executionState = null;
        close();
    }

    String key() {
        return key;
    }

    Start start() {
        return start;
    }

    /** How it ended, or null. */
    @Nullable Ending ending() {
        return ending;
    }

    /**
     * Tells the execution something.
     *
     * @param what is done with the turn; returns whether it was of use to anybody
     */
    Outcome turn(Instant now, Means means, Predicate<Turn> what) throws IOException {
        lock.lock();
        try {
            if (executionState == null || log == null) {
                return new Outcome(false, List.of(), null, 0);
            }
            var turn = new Turn(executionState, now, means);
            var accepted = true;
            try {
                accepted = what.test(turn);
            } catch (CancellationException e) {
                throw e; // the service is being closed: the next start does it again
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("the execution {} fails by a defect", start.arn(), e);
                turn = new Turn(executionState, now, means);
                turn.fail(e.toString());
            }
            var commit = turn.commit();
            if (!commit.events().isEmpty() || !commit.flows().isEmpty()) {
                log.append(commit);
                executionState.apply(commit);
            }
            if (commit.end() != null) {
                ending = commit.end();
                close();
                executionState = null;
                return new Outcome(accepted, List.of(), null, entered(commit));
            }
            return new Outcome(accepted, turn.started(), arrange(executionState), entered(commit));
        } finally {
            lock.unlock();
        }
    }

    private static int entered(Commit commit) {
        return (int) commit.events().stream()
                .filter(event -> event.path("type").asText().endsWith("StateEntered"))
                .count();
    }

    /** Looks whether anything has happened by time alone. */
    Outcome tick(Instant now, Means means) throws IOException {
        lock.lock();
        try {
            arranged = null;
            return turn(now, means, turn -> {
                turn.tick();
                return true;
            });
        } finally {
            lock.unlock();
        }
    }

    /** What a process that died left to be done. */
    Outcome resume(Instant now, Means means) throws IOException {
        lock.lock();
        try {
            if (executionState == null) {
                return new Outcome(false, List.of(), null, 0);
            }
            if (executionState.lastEvent() == 0) {
                return begin(now, means);
            }
            var started = executionState.flows().stream()
                    .filter(flow -> flow.phase() instanceof Phase.Working working && !working.submitted())
                    .toList();
            return new Outcome(true, started, arrange(executionState), 0);
        } finally {
            lock.unlock();
        }
    }

    Outcome begin(Instant now, Means means) throws IOException {
        return turn(now, means, turn -> {
            turn.begin();
            return true;
        });
    }

    private @Nullable Instant arrange(ExecutionState at) {
        var due = at.due();
        if (due == null || (arranged != null && !due.isBefore(arranged))) {
            return null;
        }
        arranged = due;
        return due;
    }

    /** Everything that happened, in the form of the service's interface. */
    List<ObjectNode> history() throws IOException {
        lock.lock();
        try {
            return ExecutionLog.read(file).commits().stream()
                    .flatMap(commit -> commit.events().stream())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets an execution that has ended long ago. */
    void delete() throws IOException {
        Files.delete(file);
    }

    /** Writes no more. */
    void close() throws IOException {
        lock.lock();
        try {
            if (log != null) {
                log.close();
                log = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
