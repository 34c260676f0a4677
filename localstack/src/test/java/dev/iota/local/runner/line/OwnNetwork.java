package dev.iota.local.runner.line;

import dev.iota.local.runner.chaos.machine.Shell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network without any address, in which processes can be started. It ends with this process at the latest.
 */
final class OwnNetwork implements AutoCloseable {
    private final Process holder;

    private OwnNetwork(Process holder) {
        this.holder = holder;
    }

    static OwnNetwork open() throws IOException {
        var holder = new ProcessBuilder("unshare", "-n", "sh", "-c", "echo up && exec cat")
                .redirectErrorStream(true)
                .start();
        var said = holder.inputReader().readLine();
        if (!"up".equals(said)) {
            throw new IOException("a network of its own cannot be made: " + said);
        }
        return new OwnNetwork(holder);
    }

    long pid() {
        return holder.pid();
    }

    /** What a command begins with that is to run here. */
    List<String> prefix() {
        return List.of("nsenter", "--net=/proc/%d/ns/net".formatted(holder.pid()));
    }

    /** Runs a command here to its end. */
    void require(String... command) {
        var all = new ArrayList<>(prefix());
        all.addAll(List.of(command));
        Shell.require(all.toArray(String[]::new));
    }

    @Override
    public void close() {
        holder.destroy();
    }
}
