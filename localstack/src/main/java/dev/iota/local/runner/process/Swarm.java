package dev.iota.local.runner.process;

import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.options.Preflight;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The miner processes of a run, which share the machine's cores.
 *
 * @param names of the processes
 * @param threads of each
 * @param join the command by which one more joins
 */
public record Swarm(List<String> names, int threads, String join) {

    /** Tells miners how many seconds pass from one snapshot to the next. */
    private static final String SNAPSHOTS = "IOTA_SNAPSHOT_EVERY";

    /** A small model is written in no time, and a run may be over in minutes. */
    private static final String EVERY_SECONDS = "30";

    public Swarm {
        names = List.copyOf(names);
    }

    /**
     * Starts them; they become ready by themselves. Which stage each gets is the orchestrator's decision.
     *
     * @param orchestrator its API; they wait for it
     */
    public static Swarm start(
            Supervisor supervisor, JavaCommands java, RunFolder folder, URI orchestrator, RunFile run) {
        var miners = run.miners();
        var threads = threadsEach(miners, Runtime.getRuntime().availableProcessors());
        var snapshots = Map.of(SNAPSHOTS, System.getenv().getOrDefault(SNAPSHOTS, EVERY_SECONDS));
        var names = new ArrayList<String>();
        for (var miner = 0; miner < miners; miner++) {
            var name = name(miner);
            var arguments = List.of(
                    "run",
                    "--orchestrator",
                    orchestrator.toString(),
                    "--run",
                    run.spec().run(),
                    "--home",
                    folder.miner(miner).toString(),
                    "--threads",
                    Integer.toString(threads),
                    "--memory",
                    String.format(Locale.ROOT, "%.2f", Preflight.MINERS),
                    "--beside",
                    Integer.toString(miners - 1));
            supervisor.startMember(new Launch(name, java.miner(arguments), snapshots, folder.log(name)));
            names.add(name);
        }
        var join = JoinLine.text(java, orchestrator, run.spec().run(), folder.miner(miners));
        return new Swarm(names, threads, join);
    }

    /** The process of a miner. */
    public static String name(int miner) {
        return "miner-" + miner;
    }

    /** Equal parts, at least one: more would only wait for each other. */
    public static int threadsEach(int miners, int cores) {
        return Math.max(1, cores / miners);
    }
}
