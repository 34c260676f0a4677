package dev.iota.orchestrator.context;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.object.Objects;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.DataPlan;
import dev.iota.core.data.DataPosition;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.data.TokenShard;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Where the tokens of a position of the data plan are, and what shows that they are those. */
public final class TokenSources {
    private final RunRecord run;
    private final Objects objects;
    private final DataPlan plan;
    private final TokenHashes hashes;
    private volatile boolean written;

    TokenSources(RunRecord run, Objects objects) {
        this.run = run;
        this.objects = objects;
        this.plan = run.manifest().plan();
        this.hashes = new TokenHashes(objects);
    }

    /** The record at a position, for whoever may read it for so long. */
    public Source record(long at, Duration life) {
        var position = plan.at(at);
        var entry = entry(position);
        return objects.readable(key(entry), shard(entry).record(position.record()), Optional.of(recordHash(at)), life);
    }

    /** SHA-256 of the record at a position. */
    public String recordHash(long at) {
        var position = plan.at(at);
        var entry = entry(position);
        return hashes.of(key(entry), shard(entry), position.record());
    }

    /** The record that {@link #record(long, Duration)} lets others read. */
    public byte[] record(long at) {
        var position = plan.at(at);
        var entry = entry(position);
        return objects.read(key(entry), shard(entry).record(position.record()));
    }

    /** The head of the shard that holds the record of a position. */
    public byte[] head(long at) {
        var entry = entry(plan.at(at));
        return objects.read(key(entry), shard(entry).head());
    }

    /** What {@link #head} hashes to. */
    public String headHash(long at) {
        return entry(plan.at(at)).head();
    }

    /** The record with all that shows that it is the right one. */
    public TokenEvidence evidence(long at, Duration life) {
        var entry = entry(plan.at(at));
        return new TokenEvidence(
                at,
                record(at, life),
                objects.readable(key(entry), shard(entry).head(), Optional.of(entry.head()), life),
                manifest(life));
    }

    /** The text of the manifest, under a key that says what it is: whoever writes it writes the same. */
    private Source manifest(Duration life) {
        var text = manifest();
        var sha256 = Sha256.hex(text);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!written) {
            objects.write(ObjectKeys.round(sha256), bytes);
            written = true;
        }
        return objects.readable(ObjectKeys.round(sha256), bytes.length, Optional.of(sha256), life);
    }

    /** The text whose SHA-256 names the run's data. */
    public String manifest() {
        return run.manifest().write();
    }

    /** The key of the token shard that a position is in. */
    public String shardKey(long at) {
        return key(entry(plan.at(at)));
    }

    private ShardEntry entry(DataPosition position) {
        return run.manifest().shards().get(position.shard());
    }

    private TokenShard shard(ShardEntry entry) {
        return TokenShard.of(run.manifest().shape(), entry.records());
    }

    private String key(ShardEntry entry) {
        return run.data() + entry.key();
    }
}
