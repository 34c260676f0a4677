package dev.iota.validator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.audit.AuditBars;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.validator.evidence.AuditRepetition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validator finds of merged shards, honest ones and others. */
@Tag("security")
class MergedShardTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void a_shard_is_right_if_every_block_is_and_wrong_if_one_is_not() throws Exception {
        var validator = new ValidatorHarness(folder);
        try {
            var merged = new MergedShard(validator.world::store);
            validator.start();
            validator.world.send(audit("right", merged.access(), merged.evidence(-1)));
            validator.world.send(audit("wrong", merged.access(), merged.evidence(9)));

            var verdicts = validator.judged(2).stream()
                    .sorted(Comparator.comparing(AuditEvent.Judged::audit))
                    .toList();

            assertThat(verdicts).extracting(AuditEvent.Judged::audit).containsExactly("right", "wrong");
            assertThat(verdicts).extracting(AuditEvent.Judged::passed).containsExactly(true, false);
            assertThat(verdicts.getFirst().reason()).startsWith("the shard is what comes of computing it again");
            assertThat(verdicts.getLast().reason()).startsWith("differentBlocks of section 0 from block 9 on is 1");
            assertThat(validator.world.reads)
                    .as("of each upload eight blocks, then the last one")
                    .filteredOn(merged.firstUpload()::equals)
                    .hasSize(2 * 2);

            var damaged = merged.upload.clone();
            damaged[damaged.length - 1] ^= 1;
            validator.world.store(merged.firstUpload(), damaged);
            validator.world.send(audit("damaged", merged.access(), merged.evidence(-1)));

            assertThat(((AuditEvent.Failed) validator.world.await(3).getLast()).reason())
                    .startsWith("block 9 of section 0 of the upload of ")
                    .endsWith(" is not what its manifest says");
            assertThat(validator.status().stage())
                    .as("no weights are loaded for it")
                    .isNegative();
        } finally {
            validator.close();
        }
    }

    @Test
    void anybody_merges_it_again_from_a_folder() throws Exception {
        var merged = new MergedShard(this::store);
        var out = new StringWriter();

        assertThat(repeat(merged, merged.evidence(-1), out)).isTrue();
        assertThat(repeat(merged, merged.evidence(3), out)).isFalse();
        assertThat(out.toString()).contains("found here: FAILED: differentBlocks of section 0 from block 3 on");

        var other = new MergedShard((name, bytes) -> store(name.replace("result", "other"), bytes));
        var evidence = other.evidence(-1);
        var foreign = new ShardEvidence(0, 2 * evidence.peak(), evidence.plan(), merged.checkpoint());
        assertThatThrownBy(() -> repeat(merged, foreign, out))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("does not follow from the one that the plan starts from");
    }

    private boolean repeat(MergedShard merged, ShardEvidence evidence, StringWriter out)
            throws IOException, InterruptedException {
        var file = folder.resolve(AuditExport.FILE);
        var audit = audit("a1", merged.checkpoint(), evidence);
        Files.writeString(file, Json.write(new AuditExport(MergedShard.SPEC, audit, Optional.empty(), List.of())));
        return new AuditRepetition(file, new PrintWriter(out, true)).repeat(AuditBars.standard(), "cpu", 1);
    }

    private Source store(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
        return new Source(name, Map.of(), bytes.length, Optional.of(Sha256.hex(bytes)));
    }

    private static Work.Audit audit(String name, Source checkpoint, ShardEvidence evidence) {
        return new Work.Audit(
                MergedShard.SPEC.run(), 0, MergedShard.STAGE, name, "lease of " + name, LATER, checkpoint, evidence);
    }
}
