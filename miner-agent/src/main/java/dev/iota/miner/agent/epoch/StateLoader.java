package dev.iota.miner.agent.epoch;

import dev.iota.agent.failure.FailureReason;
import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.Published;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.DeviceQueue;
import dev.iota.miner.agent.compute.EpochState;
import dev.iota.miner.agent.compute.Task;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.merge.RoundPlanCache;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.EpochTraffic.Kind;
import dev.iota.miner.agent.view.Activity;
import dev.iota.miner.agent.view.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * Brings the state that an epoch begins from to the disk, in the background. Blocks that are there already, since this
 * miner merged them, uploaded them, or had them in the epoch before, are not fetched: whatever has the right hash is
 * the block.
 */
public final class StateLoader {
    /** What a store that is away is waited for, and the bytes on the slowest line on top. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Pieces under way, and in memory, at one time. */
    private static final int IN_FLIGHT = 4;
    /** Blocks of one GET: 2 MiB, so that requests cost little beside their bytes. */
    private static final int PIECE = 8;

    private static final int NONE = -1;

    private final RunSpec spec;
    private final int stage;
    private final EpochFolders folders;
    private final PresignedObjects presignedObjects;
    private final RoundPlanCache roundPlanCache;
    private final EpochTraffic traffic;
    private final DeviceQueue desk;
    private final ThreadFactory threads;
    private final InstantSource clock;
    private final Activity activity;
    private final Logger log;
    private final AtomicInteger loading = new AtomicInteger(NONE);

    public StateLoader(
            MinerContext context,
            EpochFolders folders,
            PresignedObjects presignedObjects,
            RoundPlanCache roundPlanCache,
            EpochTraffic traffic,
            DeviceQueue desk) {
        this.spec = context.spec();
        this.stage = context.stage();
        this.folders = folders;
        this.presignedObjects = presignedObjects;
        this.roundPlanCache = roundPlanCache;
        this.traffic = traffic;
        this.desk = desk;
        this.threads = context.threads();
        this.clock = context.clock();
        this.activity = context.meters().activity();
        this.log = context.log();
    }

    /**
     * Loads an epoch's state, unless that is under way; the device is told when it is there. What fails is asked for
     * again by a heartbeat.
     */
    public void start(Work.Load work) {
        if (!loading.compareAndSet(NONE, work.epoch())) {
            return;
        }
        threads.newThread(() -> {
                    try {
                        desk.put(new Task.Begin(load(work.checkpoint(), work.epoch())));
                    } catch (InputBadException | TooLateException | IOException | MalformedException e) {
                        if (e instanceof IOException io) {
                            LocalDisk.requireNone(io);
                        }
                        log.warn("the state of epoch {} cannot be loaded yet: {}", work.epoch(), FailureReason.of(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the miner ends
                    } finally {
                        loading.set(NONE);
                    }
                })
                .start();
    }

    /**
     * @param access a {@link dev.iota.core.epoch.CheckpointAccess}
     * @param epoch that begins from it
     * @throws MalformedException if the checkpoint is of another run or stage
     */
    public EpochState load(Source access, int epoch)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var start = clock.instant().plus(PATIENCE);
        var published = roundPlanCache.published(access, epoch - 1, start);
        var checkpoint = published.checkpoint();
        if (!checkpoint.run().equals(spec.run()) || checkpoint.stage() != stage) {
            throw new MalformedException("the checkpoint is of stage %d of run '%s'; this is stage %d of '%s'"
                    .formatted(checkpoint.stage(), checkpoint.run(), stage, spec.run()));
        }
        var state = folders.of(checkpoint.epoch(), stage).state();
        var draft = state.resolveSibling("state.part");
        var local = new LocalBlocks(spec, stage, published, folders, checkpoint.epoch() - 1);
        var missing = new ArrayList<Callable<Long>>();
        var sections = spec.epochs().sectionsToBegin();
        var bytes = sections * checkpoint.layout().elements() * Float.BYTES;
        var deadline = start.plus(spec.leases().transfer(bytes));
        var here = 0L;
        for (var section = 0; section < sections; section++) {
            var blocks = checkpoint.layout().blocks();
            var first = 0; // of those that are missing in a row
            for (var block = 0; block <= blocks; block++) {
                var found = block == blocks ? Optional.<byte[]>empty() : local.find(section, block);
                if (block > first && (block == blocks || found.isPresent() || block - first == PIECE)) {
                    missing.add(piece(published, draft, section, first, block - first, deadline));
                    first = block;
                }
                if (found.isPresent()) {
                    BlockFile.write(draft, published.position(section, block), found.get());
                    first = block + 1;
                    here += found.get().length;
                }
            }
        }
        try (var transfer = activity.loads(checkpoint.epoch(), bytes - here)) {
            fetch(missing, transfer);
        }
        if (local.damaged() > 0) {
            log.warn(
                    "{} blocks of {} were damaged; good copies took their place, check the disk",
                    local.damaged(),
                    state);
        }
        Files.move(draft, state, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new EpochState(checkpoint, state);
    }

    private Callable<Long> piece(Published published, Path draft, int section, int first, int count, Instant deadline) {
        var from = presignedObjects.counting(traffic.of(published.checkpoint().epoch() - 1, Kind.ofSection(section)));
        return () -> {
            var bytes = java.nio.ByteBuffer.wrap(published.fetch(from, section, first, count, deadline));
            for (var block = first; block < first + count; block++) {
                var one = new byte[published.bytes(block)];
                bytes.get(one);
                if (!published.isRight(section, block, one)) {
                    throw new InputBadException(
                            "block %d of section %d is not what the checkpoint says".formatted(block, section));
                }
                BlockFile.write(draft, published.position(section, block), one);
            }
            return (long) bytes.capacity();
        };
    }

    private void fetch(List<Callable<Long>> pieces, Transfer transfer)
            throws InputBadException, IOException, InterruptedException {
        var counted = pieces.stream()
                .<Callable<Long>>map(piece -> () -> {
                    var bytes = piece.call();
                    transfer.moved(bytes);
                    return bytes;
                })
                .toList();
        try (var pool = Executors.newFixedThreadPool(IN_FLIGHT, threads)) {
            for (var done : pool.invokeAll(counted)) {
                done.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new InputBadException("a block of the state cannot be had: %s".formatted(e.getMessage()));
        }
    }
}
