package dev.iota.miner.agent.merge;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.home.BlockFile;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.StageRound;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion.Contribution;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.ResultWriter;
import dev.iota.miner.agent.disk.ShardFiles;
import dev.iota.miner.agent.disk.Spool;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.EpochTraffic.Kind;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;

/**
 * Inspects, merges and stores shards, of this miner's stage or another. What is on its disk is not fetched: its own
 * upload, the state that its stage started from, what was inspected. Memory for a few blocks of every upload.
 */
public final class ShardWorker {
    /** Pieces under way at one time: the network is busy while one is merged, and memory stays small. */
    private static final int IN_FLIGHT = 4;

    private static final Float32Codec STATE = new Float32Codec();

    private final Duration margin;
    private final int stage;
    private final EpochSpec epochs;
    private final TrainingSpec training;
    private final Hotkey hotkey;
    private final EpochFolders folders;
    private final PresignedObjects presignedObjects;
    private final RoundPlanCache roundPlanCache;
    private final EpochTraffic traffic;
    private final ThreadFactory threads;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final Map<Place, ShardFiles> shards = new ConcurrentHashMap<>();
    private final Set<Path> damaged = ConcurrentHashMap.newKeySet();
    private final Logger log;

    public ShardWorker(
            MinerContext context,
            Hotkey hotkey,
            EpochFolders folders,
            PresignedObjects presignedObjects,
            RoundPlanCache roundPlanCache,
            EpochTraffic traffic) {
        this.margin = context.leases().margin();
        this.stage = context.stage();
        this.epochs = context.spec().epochs();
        this.training = context.training();
        this.hotkey = hotkey;
        this.folders = folders;
        this.presignedObjects = presignedObjects;
        this.roundPlanCache = roundPlanCache;
        this.traffic = traffic;
        this.threads = context.threads();
        this.log = context.log();
    }

    private record Place(int epoch, int stage, int shard) {}

    /**
     * Does it, and says what to answer.
     *
     * @throws IOException if a block cannot be had, or the disk fails
     * @throws MalformedException if the plan makes no sense
     */
    Event.OfShard perform(Work.OfShard work)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var files = files(work);
        // The same shard, leased again, would write the same files.
        synchronized (files) {
            return switch (work) {
                case Work.Inspect inspect -> inspect(inspect, files);
                case Work.Merge merge -> merge(merge, files);
                case Work.Store store -> store(store, files);
            };
        }
    }

    private ShardFiles files(Work.OfShard work) throws IOException {
        var place = new Place(work.epoch(), work.stage(), work.shard());
        var known = shards.get(place);
        if (known != null) {
            return known;
        }
        var made = new ShardFiles(folders.of(work.epoch(), work.stage()).shard(work.shard()), inFlight, threads);
        var other = shards.putIfAbsent(place, made);
        return other == null ? made : other;
    }

    /**
     * A shard that this miner is at.
     *
     * @param isOwner by plan; others have it in an owner's place
     * @param end when what it may read and write ends
     */
    private record Duty(StageRound round, Shard shard, boolean isOwner, ShardFiles files, Instant end) {}

    private Duty duty(Work.OfShard work, Source plan, ShardFiles files)
            throws InputBadException, TooLateException, InterruptedException {
        var end = end(work);
        var round = roundPlanCache.get(plan, work.epoch(), end);
        var shard = round.shard(work.shard());
        files.ownedBy(shard.isOwnedBy(hotkey));
        return new Duty(round, shard, shard.isOwnedBy(hotkey), files, end);
    }

    private Event.OfShard inspect(Work.Inspect work, ShardFiles files)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var duty = duty(work, work.plan(), files);
        var uploads = new ArrayList<Upload>();
        for (var i = 0; i < duty.round().manifests().size(); i++) {
            uploads.add(upload(duty, i));
        }
        var findings = new Inspection(published(duty)).inspect(duty.shard(), uploads);
        return new Event.ShardInspected(
                work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), Findings.write(findings));
    }

    private Event.OfShard merge(Work.Merge work, ShardFiles files)
            throws InputBadException, TooLateException, IOException, InterruptedException {
        var duty = duty(work, work.plan(), files);
        var round = duty.round();
        var exclusion = round.plan()
                .exclusion()
                .orElseThrow(() -> new MalformedException("the plan does not say which uploads count"));
        var counting = exclusion.kept().stream().map(Contribution::hotkey).toList();
        var uploads = new ArrayList<Upload>();
        for (var i = 0; i < round.manifests().size(); i++) {
            if (counting.contains(round.manifests().get(i).hotkey())) {
                uploads.add(upload(duty, i));
            }
        }
        var step = round.published().checkpoint().next(epochs, training);
        var merge = new ShardMerge(epochs.merge().aggregation(), step, exclusion, uploads, published(duty));
        byte[] result;
        try (var writer = new ResultWriter(files, duty.shard(), step.sections())) {
            result = writer.finish(merge.merge(duty.shard(), writer));
        }
        if (work.result().bytes() != result.length) {
            throw new MalformedException("the result has %d bytes; its place is for %d"
                    .formatted(result.length, work.result().bytes()));
        }
        counting(work.epoch(), true, Kind.TEXT).put(work.result(), BodyPublishers.ofByteArray(result), duty.end());
        return new Event.ShardMerged(
                work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), Sha256.hex(result));
    }

    private Event.OfShard store(Work.Store work, ShardFiles files)
            throws TooLateException, IOException, InterruptedException {
        for (var section = 0; section < work.sections().size(); section++) {
            var sink = work.sections().get(section);
            var file = files.result(section);
            if (file.isEmpty() || Files.size(file.get()) != sink.bytes()) {
                throw new IOException(
                        "no result of %d bytes of section %d is kept here".formatted(sink.bytes(), section));
            }
            counting(work.epoch(), files.isOwned(), Kind.ofSection(section))
                    .put(sink, BodyPublishers.ofFile(file.get()), end(work));
        }
        return new Event.ShardStored(work.run(), work.epoch(), work.stage(), work.shard(), work.lease());
    }

    /** The object store, with its bytes counted as what they are of. */
    private PresignedObjects counting(int epoch, boolean isOwner, Kind kind) {
        return presignedObjects.counting(traffic.of(epoch, isOwner ? kind : Kind.RELEASED));
    }

    /** An upload, from the disk if it is this miner's. */
    private Upload upload(Duty duty, int index) throws IOException {
        var round = duty.round();
        var manifest = round.manifests().get(index);
        var epoch = manifest.spec().epoch();
        BlockReader fetched = (section, block) -> {
            var spec = manifest.spec();
            var parts = round.parts(index);
            var store = counting(epoch, duty.isOwner(), Kind.ofSection(section));
            return duty.files()
                    .column(manifest.sha256(), section, duty.shard(), spec.layout(), spec.codec())
                    .read(block, (first, count) -> parts.fetch(store, section, first, count, duty.end()));
        };
        return spool(round, manifest)
                .map(spool -> new Upload(manifest, (section, block) -> {
                    var bytes = spool.block(section, block);
                    if (Sha256.hex(bytes).equals(manifest.hash(section, block))) {
                        return bytes;
                    }
                    warn(spool.part(manifest.spec().part(section, block)), block);
                    return fetched.read(section, block);
                }))
                .orElseGet(() -> new Upload(manifest, fetched));
    }

    /** Says once of a file that its disk does not keep what was written. */
    private void warn(Path file, int block) {
        if (damaged.add(file)) {
            log.warn("block {} of {} is damaged; a good copy is used instead, check the disk", block, file);
        }
    }

    private Optional<Spool> spool(StageRound round, Manifest manifest) throws IOException {
        if (!manifest.hotkey().equals(hotkey) || round.plan().spec().stage() != stage) {
            return Optional.empty();
        }
        var folder = folders.of(manifest.spec().epoch(), stage).upload();
        return Files.exists(folder.resolve(Spool.MANIFEST))
                ? Optional.of(new Spool(folder, manifest, List.of()))
                : Optional.empty();
    }

    /**
     * The state that the epoch started from, every block checked; from the disk if it is that of this miner's stage.
     */
    private BlockReader published(Duty duty) throws IOException {
        var published = duty.round().published();
        var checkpoint = published.checkpoint();
        var state = folders.of(checkpoint.epoch(), checkpoint.stage()).state();
        return (section, block) -> {
            var position = published.position(section, block);
            var length = published.bytes(block);
            if (Files.exists(state) && position + length <= Files.size(state)) {
                var kept = BlockFile.read(state, position, length);
                if (published.isRight(section, block, kept)) {
                    return kept;
                }
                warn(state, block);
            }
            var from = counting(checkpoint.epoch(), duty.isOwner(), Kind.ofSection(section));
            var bytes = duty.files()
                    .column(published.name(), section, duty.shard(), checkpoint.layout(), STATE)
                    .read(block, (first, count) -> published.fetch(from, section, first, count, duty.end()));
            if (!published.isRight(section, block, bytes)) {
                throw new IOException("block %d of section %d of the published state is not what its checkpoint says"
                        .formatted(block, section));
            }
            return bytes;
        };
    }

    /** An epoch is over: nobody asks for its shards any more. */
    public void forgetBefore(int epoch) {
        shards.keySet().removeIf(place -> place.epoch() < epoch);
        roundPlanCache.clear();
    }

    private Instant end(Work.OfShard work) {
        return work.until().plus(margin);
    }
}
