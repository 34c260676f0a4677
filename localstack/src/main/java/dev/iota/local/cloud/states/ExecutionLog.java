package dev.iota.local.cloud.states;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.execution.Commit;
import dev.iota.local.cloud.states.execution.Start;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file of one execution: a line for its {@link Start} and one for each {@link Commit}. A line that was written is
 * kept when the process is killed; the system decides when it reaches the disk. A last line without its end was never
 * acted upon and is cut off.
 */
final class ExecutionLog implements AutoCloseable {
    /**
     * What a log says.
     *
     * @param start its first line
     * @param commits the others, in their order
     */
    record Contents(Start start, List<Commit> commits) {}

    private final FileChannel channel;

    private ExecutionLog(FileChannel channel) {
        this.channel = channel;
    }

    static ExecutionLog create(Path file, Start start) throws IOException {
        var log = new ExecutionLog(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        log.append(Documents.write(start));
        return log;
    }

    /** The log of an execution that goes on. */
    static ExecutionLog open(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.position(channel.size());
        return new ExecutionLog(channel);
    }

    /** Cuts off what was not wholly written; empty if not even the start was. */
    static Optional<Contents> repair(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        if (whole < bytes.length) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
            }
        }
        return whole == 0
                ? Optional.empty()
                : Optional.of(contents(new String(bytes, 0, whole, StandardCharsets.UTF_8)));
    }

    static Contents read(Path file) throws IOException {
        return contents(Files.readString(file));
    }

    private static Contents contents(String text) throws JsonProcessingException {
        var lines = text.lines().toList();
        var commits = new ArrayList<Commit>(lines.size());
        for (var line : lines.subList(1, lines.size())) {
            commits.add(Documents.read(line, Commit.class));
        }
        return new Contents(Documents.read(lines.getFirst(), Start.class), commits);
    }

    void append(Commit commit) throws IOException {
        append(Documents.write(commit));
    }

    private void append(String line) throws IOException {
        var before = channel.position();
        var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            if (channel.isOpen()) {
                channel.truncate(before); // the next line must not continue this one
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
