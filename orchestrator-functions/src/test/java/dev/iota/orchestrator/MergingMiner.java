package dev.iota.orchestrator;

import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadRequest.Announced;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.identity.SignedEvent;
import dev.iota.core.merge.BlockReader;
import dev.iota.core.merge.Float32Codec;
import dev.iota.core.merge.Inspection;
import dev.iota.core.merge.LoggedStep;
import dev.iota.core.merge.Manifest;
import dev.iota.core.merge.Shard;
import dev.iota.core.merge.ShardMerge;
import dev.iota.core.merge.Upload;
import dev.iota.core.merge.UploadSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.Sha256;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A miner that trains nothing and merges what is real: uploads, plans, shards and blocks go through the object store, by signed URLs. */
final class MergingMiner {
    private static final int MISSING = 412;

    private final TestRun run;
    private final TestMiner miner;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, List<byte[]>> merged = new HashMap<>();
    private final List<Long> microbatches = new ArrayList<>();
    private final float value;

    /** Whether it says something wrong about every block that it merges. */
    boolean lies;

    /** Whether it says that its upload is stored without storing it. */
    boolean storesNothing;

    /** The checkpoint that it was last told to load. */
    Optional<StageCheckpoint> loaded = Optional.empty();

    /** @param value of every weight that it uploads */
    MergingMiner(TestRun run, float value) {
        this.run = run;
        this.miner = run.miner(1);
        this.value = value;
    }

    TestMiner miner() {
        return miner;
    }

    /** What it does with everything in its inbox. */
    List<SignedEvent> turn() {
        var events = new ArrayList<SignedEvent>();
        for (var work : miner.receive()) {
            answer(work).ifPresent(events::add);
        }
        return events;
    }

    /** What it does with what a heartbeat tells it again. */
    List<SignedEvent> heartbeat() {
        return miner.renew(1).missed().stream()
                .flatMap(work -> answer(work).stream())
                .toList();
    }

    Optional<SignedEvent> answer(Work work) {
        return switch (work) {
            case Work.Forward forward -> {
                microbatches.add(forward.microbatch());
                yield Optional.of(miner.answer(forward));
            }
            case Work.Collect collect -> upload(collect).map(miner::sign);
            case Work.Inspect inspect -> Optional.of(miner.sign(inspect(inspect)));
            case Work.Merge merge -> Optional.of(miner.sign(merge(merge)));
            case Work.Store store -> Optional.of(miner.sign(store(store)));
            case Work.Load load -> {
                loaded = Optional.of(checkpoint(load.checkpoint()));
                miner.enter(load.epoch());
                microbatches.clear();
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /** The checkpoint that a miner may read. */
    StageCheckpoint checkpoint(Source access) {
        return StageCheckpoint.read(
                text(Json.read(text(access), CheckpointAccess.class).checkpoint()));
    }

    private Optional<Event> upload(Work.Collect work) {
        if (microbatches.isEmpty()) {
            return Optional.empty();
        }
        var spec = run.run().spec().epochs().upload(work.run(), work.epoch(), work.stage(), EpochScene.ELEMENTS);
        var blocks = blocks(spec);
        var manifest = new Manifest(
                spec,
                miner.hotkey(),
                List.of(new LoggedStep(1, microbatches)),
                blocks.stream().map(Sha256::hex).toList());
        var section = join(blocks);
        var text = manifest.write().getBytes(StandardCharsets.UTF_8);
        var request = new UploadRequest(
                miner.session().session(),
                work.epoch(),
                work.stage(),
                List.of(new Announced(section.length, Sha256.hex(section))),
                new Announced(text.length, manifest.sha256()));
        var response = new UploadFunction(run.services())
                .handleRequest(miner.request("POST", "/v1/upload", request), NoContext.get());
        if (response.getStatusCode() != 200) {
            throw new IllegalStateException(response.getBody());
        }
        var places = Json.read(response.getBody(), UploadResponse.class);
        if (!storesNothing) {
            put(places.sections().getFirst(), section);
            put(places.manifest(), text);
        }
        return Optional.of(
                new Event.UploadStored(work.run(), work.epoch(), work.stage(), places.lease(), manifest.sha256()));
    }

    private List<byte[]> blocks(UploadSpec spec) {
        var blocks = new ArrayList<byte[]>();
        for (var block = 0; block < spec.layout().blocks(); block++) {
            var length = spec.layout().length(block);
            var bytes = java.nio.ByteBuffer.allocate(length * Float.BYTES).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (var i = 0; i < length; i++) {
                bytes.putFloat(value);
            }
            blocks.add(bytes.array());
        }
        return blocks;
    }

    private Event inspect(Work.Inspect work) {
        var plan = Json.read(text(work.plan()), RoundPlan.class);
        try {
            var findings = new Inspection(published(plan)).inspect(plan.shards().get(work.shard()), uploads(plan));
            return new Event.ShardInspected(
                    work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), findings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Event merge(Work.Merge work) {
        var plan = Json.read(text(work.plan()), RoundPlan.class);
        var shard = plan.shards().get(work.shard());
        var hashes = new ArrayList<>(merge(plan, shard));
        var sections = merged(work.shard());
        sections.forEach(section -> hashes.add(Sha256.hex(section)));
        var out = new ByteArrayOutputStream();
        hashes.forEach(hash -> out.writeBytes(HexFormat.of().parseHex(hash)));
        put(work.result(), out.toByteArray());
        return new Event.ShardMerged(
                work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), Sha256.hex(out.toByteArray()));
    }

    private List<String> merge(RoundPlan plan, Shard shard) {
        var spec = run.run().spec();
        var checkpoint = checkpoint(plan.published());
        var step = spec.epochs().step(spec.training(), checkpoint);
        var sections = new ArrayList<ByteArrayOutputStream>();
        for (var i = 0; i < step.sections(); i++) {
            sections.add(new ByteArrayOutputStream());
        }
        try {
            var hashes = new ArrayList<String>();
            var merge = new ShardMerge(
                    spec.epochs().merge().aggregation(),
                    step,
                    plan.exclusion().orElseThrow(),
                    uploads(plan),
                    published(plan));
            hashes.addAll(merge.merge(shard, (section, block, bytes) -> {
                if (lies) {
                    bytes[0] ^= 1;
                }
                sections.get(section).writeBytes(bytes);
            }));
            merged.put(
                    shard.index(),
                    sections.stream().map(ByteArrayOutputStream::toByteArray).toList());
            return lies ? liedAbout(shard) : hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> liedAbout(Shard shard) {
        var hashes = new ArrayList<String>();
        for (var section : merged(shard.index())) {
            for (var from = 0; from < section.length; from += EpochScene.BLOCK) {
                var block =
                        java.util.Arrays.copyOfRange(section, from, Math.min(section.length, from + EpochScene.BLOCK));
                hashes.add(Sha256.hex(block));
            }
        }
        return hashes;
    }

    private List<byte[]> merged(int shard) {
        return java.util.Objects.requireNonNull(merged.get(shard));
    }

    private Event store(Work.Store work) {
        for (var i = 0; i < work.sections().size(); i++) {
            put(work.sections().get(i), merged(work.shard()).get(i));
        }
        return new Event.ShardStored(work.run(), work.epoch(), work.stage(), work.shard(), work.lease());
    }

    private List<Upload> uploads(RoundPlan plan) {
        return plan.uploads().stream()
                .map(upload -> {
                    var manifest = Manifest.read(text(upload.manifest()));
                    var section = get(upload.sections().getFirst());
                    return new Upload(manifest, (s, block) -> block(manifest.spec(), section, block));
                })
                .toList();
    }

    private BlockReader published(RoundPlan plan) {
        var access = Json.read(text(plan.published()), CheckpointAccess.class);
        var checkpoint = StageCheckpoint.read(text(access.checkpoint()));
        return (section, block) -> {
            for (var i = 0; i < checkpoint.objects().size(); i++) {
                var object = checkpoint.objects().get(i);
                if (object.section() == section
                        && block >= object.firstBlock()
                        && block < object.firstBlock() + object.blocks()) {
                    var from = (block - object.firstBlock()) * EpochScene.BLOCK;
                    var bytes = get(access.objects().get(i));
                    return java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + EpochScene.BLOCK));
                }
            }
            throw new IllegalStateException("no object holds block " + block);
        };
    }

    private static byte[] block(UploadSpec spec, byte[] section, int block) {
        var from = Math.toIntExact(spec.offset(0, block));
        var length = new Float32Codec().bytes(spec.layout().length(block));
        return java.util.Arrays.copyOfRange(section, from, from + length);
    }

    private static byte[] join(List<byte[]> blocks) {
        var out = new ByteArrayOutputStream();
        blocks.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private String text(Source source) {
        return new String(get(source), StandardCharsets.UTF_8);
    }

    private byte[] get(Source source) {
        var response = send(request(source.url(), source.headers()).GET().build());
        var hash = Sha256.hex(response.body());
        if (response.statusCode() != 200 || source.sha256().filter(hash::equals).isEmpty()) {
            throw new IllegalStateException("GET gave %d".formatted(response.statusCode()));
        }
        return response.body();
    }

    private void put(Sink sink, byte[] bytes) {
        var status = send(request(sink.url(), sink.headers())
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build())
                .statusCode();
        // What is there already is what was signed for.
        if (status != 200 && status != MISSING) {
            throw new IllegalStateException("PUT gave %d".formatted(status));
        }
    }

    private static HttpRequest.Builder request(String url, Map<String, String> headers) {
        var builder = HttpRequest.newBuilder(URI.create(url));
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                builder.header(name, value);
            }
        });
        return builder;
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
