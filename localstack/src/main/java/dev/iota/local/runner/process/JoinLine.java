package dev.iota.local.runner.process;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command by which one more miner joins a run on this machine, for a person to give to another terminal. */
public final class JoinLine {
    /** A part of the machine's memory that the run's own miners leave: see {@link Swarm}. */
    private static final String MEMORY = "0.2";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,+-]+");

    private JoinLine() {}

    /**
     * The command, as a shell reads it.
     *
     * @param home for the keys and snapshots of the miner
     */
    public static String text(JavaCommands java, URI orchestrator, String run, Path home) {
        var words = new ArrayList<String>();
        words.add(java.java().toString());
        words.addAll(JavaCommands.FLAGS);
        words.addAll(List.of("-jar", java.minerJar().toString()));
        words.addAll(List.of("run", "--orchestrator", orchestrator.toString(), "--run", run));
        words.addAll(List.of("--home", home.toString(), "--threads", "1", "--memory", MEMORY));
        return words.stream().map(JoinLine::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
