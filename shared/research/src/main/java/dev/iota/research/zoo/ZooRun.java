package dev.iota.research.zoo;

import dev.iota.core.wire.Precision;
import dev.iota.research.zoo.ZooReport.Caught;
import dev.iota.research.zoo.ZooReport.Epochs;
import dev.iota.research.zoo.ZooReport.Honest;
import dev.iota.research.zoo.ZooReport.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The whole zoo: both precisions, every condition, every cheat. */
public final class ZooRun {
    private static final double NANOS = 1e9;

    private final Path folder;
    private final Size size;
    private final Player player;
    private final Consumer<String> progress;

    /**
     * How much of everything there is.
     *
     * @param seed of the draws
     * @param microbatches whose hops are audited, each by every kind of miner
     * @param miners of every kind, when it comes to finding them
     * @param hops of each
     * @param shares of hops that are audited
     */
    public record Size(long seed, int microbatches, int miners, int hops, List<Double> shares) {
        public Size {
            shares = List.copyOf(shares);
        }
    }

    /** Plays honest miners of a condition in a process of its own, which calls {@link HonestMiners#work}. */
    @FunctionalInterface
    public interface Player {
        void play(Path folder, Precision precision, HonestCondition condition) throws IOException, InterruptedException;
    }

    /**
     * @param folder for what passes between processes
     * @param progress is told what is done
     */
    public ZooRun(Path folder, Size size, Player player, Consumer<String> progress) {
        this.folder = folder;
        this.size = size;
        this.player = player;
        this.progress = progress;
    }

    public ZooReport run(ZooModel.TokenSource tokens) throws IOException, InterruptedException {
        var began = System.nanoTime();
        var honest = new ArrayList<Honest>();
        var caught = new ArrayList<Caught>();
        var epochs = new ArrayList<Epochs>();
        var curve = new ArrayList<Point>();
        for (var precision : Precision.values()) {
            var model = ZooModel.make(ZooModel.preset(precision), tokens, size.microbatches(), 1);
            var audited = new AuditedMiners(size.seed(), size.miners(), size.hops());
            try (var zoo = new Zoo(model, precision, audited, size.shares(), progress);
                    var whole = new EpochZoo(model, precision, progress)) {
                HonestMiners.prepare(folder, model);
                for (var condition : HonestCondition.all()) {
                    player.play(folder, precision, condition);
                    honest.add(zoo.honest(
                            condition, HonestMiners.results(folder, model.hops().size())));
                    epochs.add(whole.honest(condition, HonestMiners.epochs(folder)));
                    progress.accept("%s: honest with %s".formatted(precision, condition.text()));
                }
                caught.addAll(zoo.cheats(curve));
                epochs.addAll(whole.cheats());
            }
        }
        var seconds = (System.nanoTime() - began) / NANOS;
        return new ZooReport(size.seed(), size.miners(), size.hops(), honest, caught, epochs, curve, seconds);
    }
}
