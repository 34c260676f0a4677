package dev.iota.local.cloud.states.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.Query;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The other end of {@link ExpressionChild}. */
final class ChildProcess implements AutoCloseable {
    /** Of the processor: an expression that needs more will not end. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** On the wall: then something is wrong with the process or the machine, and not with the expression. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** What the virtual machine ends with, by our flag, when an expression has taken all of its memory. */
    private static final int OUT_OF_MEMORY = 3;

    private static final List<String> FLAGS = List.of(
            "-Xms8m",
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData");

    /** Stands in the queue for the end of the process. */
    private static final String END = "";

    /** How a process came to its end amid an expression. */
    enum Ending {
        TOO_LONG,
        OUT_OF_MEMORY,
        ENDED_BY_OTHERS
    }

    /** The process is no more, and there is no answer. */
    static final class EndedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Ending ending;

        EndedException(Ending ending) {
            super(ending.name());
            this.ending = ending;
        }

        Ending ending() {
            return ending;
        }
    }

    private final Process process;
    private final BufferedWriter queries;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private boolean isReady;

    private ChildProcess(Process process) {
        this.process = process;
        this.queries = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("expressions").start(this::read);
    }

    /** With this process's own Java and class path; returns before it can be used. */
    static ChildProcess start() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ExpressionChild.class.getName()));
        return new ChildProcess(Supervised.start(new ProcessBuilder(command).redirectError(Redirect.INHERIT)));
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // It was killed: the same as its end.
        }
        answers.add(END);
    }

    /** @throws EndedException if there is no answer; then this process is of no more use */
    Answer ask(Query query) throws EndedException, InterruptedException {
        if (!isReady) {
            await(null);
            isReady = true;
        }
        var before = processorTime();
        try {
            queries.write(Documents.write(query));
            queries.newLine();
            queries.flush();
            return Documents.read(await(before), Answer.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be read", e);
        } catch (IOException e) {
            close();
            throw new EndedException(Ending.ENDED_BY_OTHERS);
        }
    }

    /** @param before processor time that does not count, or null if none does */
    private String await(@Nullable Duration before) throws EndedException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var line = answers.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (END.equals(line)) {
                throw new EndedException(
                        process.waitFor() == OUT_OF_MEMORY ? Ending.OUT_OF_MEMORY : Ending.ENDED_BY_OTHERS);
            }
            if (line != null) {
                return line;
            }
            if (before != null && processorTime().minus(before).compareTo(LONGEST) > 0) {
                close();
                throw new EndedException(Ending.TOO_LONG);
            }
        }
        close();
        throw new EndedException(Ending.ENDED_BY_OTHERS);
    }

    private Duration processorTime() {
        // Of a process that has just ended there is none; that it ended is seen in the next round.
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
