package dev.iota.miner.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Finding;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.plan.PlanSeed;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an orchestrator does with stage 0 between two epochs: the real decisions, step by step, and none of its tables.
 */
final class FakeRound {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
    private static final int HASH = 32;

    private final FakeRun fake;
    private final RunSpec spec;
    private final int epoch;
    private final StageCheckpoint published;
    private final Source access;
    private final List<Hotkey> miners;
    private final Map<Hotkey, Manifest> manifests = new TreeMap<>();
    private List<Shard> shards = List.of();
    private Optional<Exclusion> exclusion = Optional.empty();

    /** @param published what the epoch started from */
    FakeRound(FakeRun fake, RunSpec spec, StageCheckpoint published, List<Hotkey> miners) {
        this.fake = fake;
        this.spec = spec;
        this.epoch = published.epoch();
        this.published = published;
        this.access = FakeCheckpoints.access(fake, published);
        this.miners = miners;
    }

    Work.Collect collecting() {
        return new Work.Collect(spec.run(), epoch, 0, LATER);
    }

    void collect() {
        miners.forEach(miner -> fake.send(miner, collecting()));
        collected();
    }

    /** Waits for the uploads, and checks them as the handler does. */
    void collected() {
        for (var miner : miners) {
            fake.awaitThat(
                    () -> fake.of(Event.UploadStored.class).stream()
                            .anyMatch(event ->
                                    event.epoch() == epoch && event.lease().equals("upload of " + miner)),
                    "the upload of " + miner);
            var text = new String(fake.object(FakeRun.manifestKey(epoch, miner)), StandardCharsets.UTF_8);
            var manifest = Manifest.read(text);
            assertThat(manifest.differenceFrom(
                            spec.epochs()
                                    .upload(
                                            spec.run(),
                                            epoch,
                                            0,
                                            published.layout().elements()),
                            miner))
                    .isEmpty();
            manifests.put(miner, manifest);
        }
        var seed = PlanSeed.of(List.copyOf(manifests.values()), new byte[PlanSeed.SECRET]);
        shards = ButterflyPlan.of(miners, published.layout().blocks(), seed).shards();
    }

    Manifest manifest(Hotkey miner) {
        return java.util.Objects.requireNonNull(manifests.get(miner));
    }

    List<Shard> shards() {
        return shards;
    }

    /** The plan as it is now: to inspect by, or to merge by. */
    Source plan() {
        var uploads = manifests.keySet().stream()
                .map(miner -> new RoundPlan.PlannedUpload(
                        miner, fake.stored(FakeRun.manifestKey(epoch, miner)), sections(miner)))
                .toList();
        var first = manifests.values().iterator().next();
        var plan = new RoundPlan(first.spec(), uploads, shards, access, exclusion);
        return fake.source(
                "plan-%d-%s".formatted(epoch, exclusion.isPresent()), FakeCheckpoints.bytes(Json.write(plan)));
    }

    private List<Source> sections(Hotkey miner) {
        var sources = new ArrayList<Source>();
        for (var i = 0; i < manifest(miner).spec().payload().sections(); i++) {
            sources.add(fake.stored(FakeRun.uploadKey(epoch, miner, i)));
        }
        return sources;
    }

    /** Both owners look at every shard and say the same; what counts is decided. */
    Exclusion inspect() {
        var plan = plan();
        for (var shard : shards) {
            for (var owner : List.of(shard.first(), shard.second())) {
                fake.send(
                        owner,
                        new Work.Inspect(
                                spec.run(), epoch, 0, shard.index(), lease("inspect", shard, owner), LATER, plan));
            }
        }
        var findings = new ArrayList<List<Finding>>();
        for (var shard : shards) {
            var both = List.of(shard.first(), shard.second()).stream()
                    .map(owner -> Findings.read(
                            answer(Event.ShardInspected.class, lease("inspect", shard, owner))
                                    .findings(),
                            miners))
                    .toList();
            assertThat(both.getFirst()).isEqualTo(both.getLast());
            findings.add(both.getFirst());
        }
        var inspected = miners.stream()
                .map(miner -> Inspection.total(
                        miner,
                        shards.stream()
                                .map(shard -> findings.get(shard.index()).stream()
                                        .filter(f -> f.upload().equals(miner))
                                        .findFirst()
                                        .orElseThrow())
                                .toList(),
                        manifest(miner).microbatches(id -> true),
                        manifest(miner).steps(id -> true)))
                .toList();
        var decided = Exclusion.of(inspected, spec.epochs().merge().exclusion());
        exclusion = Optional.of(decided);
        return decided;
    }

    /** Both owners merge every shard, to the same bits; the hashes of each, in shard order. */
    List<byte[]> merge() {
        var plan = plan();
        var sections = spec.epochs().sections();
        for (var shard : shards) {
            for (var owner : List.of(shard.first(), shard.second())) {
                var lease = lease("merge", shard, owner);
                fake.send(
                        owner,
                        new Work.Merge(
                                spec.run(),
                                epoch,
                                0,
                                shard.index(),
                                lease,
                                LATER,
                                plan,
                                fake.sink("result-" + lease, (long) sections * (shard.blocks() + 1) * HASH)));
            }
        }
        var results = new ArrayList<byte[]>();
        for (var shard : shards) {
            var one = answer(Event.ShardMerged.class, lease("merge", shard, shard.first()));
            var other = answer(Event.ShardMerged.class, lease("merge", shard, shard.second()));
            assertThat(one.result()).isEqualTo(other.result());
            var object = fake.object("result-" + one.lease());
            assertThat(Sha256.hex(object)).isEqualTo(one.result());
            results.add(object);
        }
        return results;
    }

    /** One owner of every shard stores it; the checkpoint that comes of it. */
    StageCheckpoint store(List<byte[]> results) {
        var sections = spec.epochs().sections();
        var objects = new ArrayList<StateObject>();
        for (var shard : shards) {
            var result = results.get(shard.index());
            var sinks = new ArrayList<dev.iota.core.wire.Sink>();
            for (var section = 0; section < sections; section++) {
                var key = key(section, shard);
                var bytes = 0L;
                for (var block = shard.firstBlock(); block < shard.endBlock(); block++) {
                    bytes += (long) published.layout().length(block) * Float.BYTES;
                }
                sinks.add(fake.sink(key, bytes));
                objects.add(new StateObject(
                        key,
                        section,
                        shard.firstBlock(),
                        shard.blocks(),
                        bytes,
                        hash(result, sections * shard.blocks() + section)));
            }
            var lease = lease("store", shard, shard.first());
            fake.send(shard.first(), new Work.Store(spec.run(), epoch, 0, shard.index(), lease, LATER, sinks));
        }
        for (var shard : shards) {
            answer(Event.ShardStored.class, lease("store", shard, shard.first()));
        }
        objects.forEach(
                object -> assertThat(Sha256.hex(fake.object(object.key()))).isEqualTo(object.sha256()));
        var blocks = new ArrayList<String>();
        for (var section = 0; section < sections; section++) {
            for (var shard : shards) {
                for (var block = 0; block < shard.blocks(); block++) {
                    blocks.add(hash(results.get(shard.index()), section * shard.blocks() + block));
                }
            }
        }
        return next(Origin.MERGED, objects, blocks);
    }

    /** The only upload is the state, without a byte moved. */
    StageCheckpoint publishOnly(Hotkey miner) {
        var source = fake.stored(FakeRun.uploadKey(epoch, miner, 0));
        var blocks = manifest(miner).blocks();
        var object = new StateObject(
                FakeRun.uploadKey(epoch, miner, 0),
                0,
                0,
                blocks.size(),
                source.bytes(),
                source.sha256().orElseThrow());
        exclusion =
                Optional.of(new Exclusion(List.of(new Exclusion.Contribution(miner, 1, 1, "the only one")), List.of()));
        return next(Origin.UNVERIFIED, List.of(object), blocks);
    }

    private StageCheckpoint next(Origin origin, List<StateObject> objects, List<String> blocks) {
        var steps = new HashMap<Hotkey, Integer>();
        manifests.forEach((miner, manifest) -> steps.put(miner, manifest.steps().size()));
        return FakeCheckpoints.next(spec, published, origin, objects, blocks, exclusion.orElseThrow(), steps);
    }

    /** The epoch's pointer flips, and everybody loads. */
    void load(StageCheckpoint next) {
        var place = FakeCheckpoints.access(fake, next);
        fake.epoch = next.epoch();
        fake.checkpoint = Optional.of(place);
        for (var miner : miners) {
            fake.send(miner, new Work.Load(spec.run(), next.epoch(), 0, place));
        }
        loaded(next);
    }

    void loaded(StageCheckpoint next) {
        for (var miner : miners) {
            fake.awaitThat(() -> fake.epochs.getOrDefault(miner, -1) == next.epoch(), miner + " in the next epoch");
        }
    }

    private String key(int section, Shard shard) {
        return "state-%d-%d-%d".formatted(epoch + 1, section, shard.index());
    }

    private String lease(String what, Shard shard, Hotkey owner) {
        return "%s-%d-%d-%s".formatted(what, epoch, shard.index(), owner);
    }

    private <E extends Event.OfShard> E answer(Class<E> type, String lease) {
        fake.awaitThat(
                () -> fake.of(type).stream().anyMatch(event -> event.lease().equals(lease)), lease);
        return fake.of(type).stream()
                .filter(event -> event.lease().equals(lease))
                .findFirst()
                .orElseThrow();
    }

    private static String hash(byte[] result, int index) {
        return HexFormat.of().formatHex(result, index * HASH, (index + 1) * HASH);
    }
}
