package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processes of a run that hangs are doing, in files of its folder. */
final class ThreadDump {
    private ThreadDump() {}

    /** @param what hangs */
    static void write(Scene scene, String what) {
        var jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
        for (var process : scene.processes()) {
            var said = Shell.run("timeout", "10", jstack, Long.toString(process.pid()));
            try {
                Files.writeString(
                        scene.folder().resolve("threads-%s-%d.txt".formatted(what, process.pid())),
                        process.command() + "\n" + said.text());
            } catch (IOException e) {
                scene.note("no thread dump: " + e);
            }
        }
    }
}
