package dev.iota.orchestrator;

import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.RoundPlan;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Merges shards with the classes of a real miner, keeps what came out, and may say something wrong about it. */
final class TestShardMerge {
    private final TestRun run;
    private final RoundReader reader;
    private final Map<Integer, List<byte[]>> merged = new HashMap<>();

    /** Shards of which it says something wrong about every block. */
    Predicate<Shard> lies = shard -> false;

    TestShardMerge(TestRun run, RoundReader reader) {
        this.run = run;
        this.reader = reader;
    }

    void forget() {
        merged.clear();
    }

    /** The sections of a shard that was merged. */
    Optional<List<byte[]>> sections(int key) {
        return Optional.ofNullable(merged.get(key));
    }

    List<String> merge(RoundPlan plan, Shard shard, int key) {
        var spec = run.run().spec();
        var checkpoint = reader.checkpoint(plan.published());
        var step = checkpoint.next(spec.epochs(), spec.training());
        var sections = new ArrayList<ByteArrayOutputStream>();
        for (var i = 0; i < step.sections(); i++) {
            sections.add(new ByteArrayOutputStream());
        }
        try {
            var merge = new ShardMerge(
                    spec.epochs().merge().aggregation(),
                    step,
                    plan.exclusion().orElseThrow(),
                    reader.uploads(plan),
                    reader.published(plan));
            var hashes = merge.merge(shard, (section, block, bytes) -> {
                if (lies.test(shard)) {
                    bytes[0] ^= 1;
                }
                sections.get(section).writeBytes(bytes);
            });
            merged.put(
                    key,
                    sections.stream().map(ByteArrayOutputStream::toByteArray).toList());
            return lies.test(shard) ? liedAbout(key) : hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> liedAbout(int key) {
        var hashes = new ArrayList<String>();
        for (var section : sections(key).orElseThrow()) {
            for (var from = 0; from < section.length; from += EpochScene.BLOCK) {
                hashes.add(Sha256.hex(
                        Arrays.copyOfRange(section, from, Math.min(section.length, from + EpochScene.BLOCK))));
            }
        }
        return hashes;
    }
}
