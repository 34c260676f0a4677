package dev.iota.orchestrator;

import dev.iota.cloud.MinerRecord;
import dev.iota.cloud.ObjectKeys;
import dev.iota.cloud.StoredWeights;
import dev.iota.cloud.UploadOrder;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Collects the weights of every stage at the end of training: close, wait until drained, collect until collected. */
public final class Collector {
    /** A part is small enough to be sent again after a failure, and far below the largest object of one PUT. */
    static final long PART = 256L << 20;

    private final Services services;
    private final Runs runs;
    private final RunAdmin admin;

    public Collector(Services services) {
        this.services = services;
        this.runs = new Runs(services);
        this.admin = new RunAdmin(services);
    }

    /** Lets no new microbatch start. */
    public void close() {
        admin.close();
    }

    /** Whether every microbatch that started has come to an end, and none will start. */
    public boolean isDrained() {
        return admin.status().phase() == Phase.DRAINED;
    }

    /**
     * Orders the weights of every stage from its active miner with the most backwards. Called again it orders once more only what
     * was not answered within {@code grace}, or whose miner is gone.
     *
     * @return why a stage cannot be collected now; empty if every stage is ordered or there already
     */
    public List<String> collect(Duration grace) {
        return IntStream.range(0, runs.current().stages())
                .mapToObj(stage -> collect(stage, grace))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The weights of each stage in the order of stages, once all of them were uploaded after the last microbatch started. */
    public Optional<List<StoredWeights>> collected() {
        var asOf = started();
        var all = new ArrayList<StoredWeights>();
        for (var stage = 0; stage < runs.current().stages(); stage++) {
            var weights = services.weights().weights(stage);
            var order = services.weights().order(stage);
            if (weights.isEmpty() || order.isEmpty() || !isAnswered(order.get(), weights, asOf)) {
                return Optional.empty();
            }
            all.add(weights.get());
        }
        return Optional.of(all);
    }

    private Optional<String> collect(int stage, Duration grace) {
        var asOf = started();
        var order = services.weights().order(stage);
        if (order.isPresent() && isAnswered(order.get(), services.weights().weights(stage), asOf)) {
            return Optional.empty();
        }
        var now = services.now();
        if (order.isPresent() && isUnderWay(order.get(), asOf, now)) {
            return Optional.empty();
        }
        var chosen = services.miners()
                .staff(stage)
                .filter(m -> m.weightBytes() > 0)
                .max(Comparator.comparingLong(MinerRecord::backwards).thenComparingLong(MinerRecord::registration));
        if (chosen.isEmpty()) {
            return Optional.of("stage %d has no active miner that announced its weights".formatted(stage));
        }
        order(stage, chosen.get(), asOf, now.plus(grace), grace);
        return Optional.empty();
    }

    private void order(int stage, MinerRecord miner, long asOf, Instant until, Duration grace) {
        var run = runs.current();
        var lease = services.randomId();
        var bytes = parts(miner.weightBytes());
        var keys = IntStream.range(0, bytes.size())
                .mapToObj(part -> ObjectKeys.weights(run.spec().run(), run.epoch(), stage, lease, part))
                .toList();
        services.weights()
                .put(new UploadOrder(
                        stage, run.epoch(), lease, miner.hotkey(), miner.registration(), asOf, until, bytes, keys));
        var life = grace.plus(run.spec().leases().margin());
        var sinks = IntStream.range(0, keys.size())
                .mapToObj(part -> services.objects().writable(keys.get(part), bytes.get(part), life))
                .toList();
        services.inboxes()
                .send(miner.inbox(), new Work.Upload(run.spec().run(), run.epoch(), stage, lease, until, sinks));
    }

    private boolean isUnderWay(UploadOrder order, long asOf, Instant now) {
        return order.asOf() == asOf
                && now.isBefore(order.until())
                && services.miners()
                        .get(order.hotkey())
                        .filter(m -> m.active() && m.registration() == order.registration())
                        .isPresent();
    }

    private static boolean isAnswered(UploadOrder order, Optional<StoredWeights> weights, long asOf) {
        return order.asOf() == asOf
                && weights.filter(w -> w.lease().equals(order.lease())).isPresent();
    }

    private long started() {
        return runs.current().feeds().all().stream().mapToLong(Feed::started).sum();
    }

    private static List<Long> parts(long total) {
        var parts = new ArrayList<Long>();
        for (var left = total; left > 0; left -= PART) {
            parts.add(Math.min(left, PART));
        }
        return parts;
    }
}
