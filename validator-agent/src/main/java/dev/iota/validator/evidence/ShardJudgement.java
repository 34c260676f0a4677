package dev.iota.validator.evidence;

import dev.iota.agent.failure.FailureReason;
import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.FetchedBlocks;
import dev.iota.agent.link.ObjectReader;
import dev.iota.agent.link.Published;
import dev.iota.agent.link.StageRound;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.shard.ShardMerge;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.BlockWriter;
import dev.iota.core.merge.upload.Upload;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Measure;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.Work;
import dev.iota.model.audit.HopVerdict;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Judges a merged shard: merges it again from the same uploads, and compares it with the state that was published, bit
 * for bit. Memory for a few blocks of every upload.
 */
public final class ShardJudgement {
    /** Blocks that one GET brings at most: 2 MiB of float32, so that requests cost little beside their bytes. */
    private static final int MOST_AHEAD = 8;

    /** Of all blocks that lie fetched at one time, unless one of each upload takes more. */
    private static final int MEMORY = 64 << 20;

    private static final String BLOCKS = "differentBlocks";

    private final RunSpec spec;
    private final ObjectReader objects;
    private final Supplier<Instant> deadline;

    /** @param deadline until when the right to read holds, asked again for every object */
    public ShardJudgement(RunSpec spec, ObjectReader objects, Supplier<Instant> deadline) {
        this.spec = spec;
        this.objects = objects;
        this.deadline = deadline;
    }

    /**
     * Judges a shard.
     *
     * @throws MalformedException if what others made is none that this can be judged by
     */
    public HopVerdict judge(Work.Audit audit, ShardEvidence evidence)
            throws InputBadException, TooLateException, InterruptedException {
        var round = StageRound.read(objects, evidence.plan(), deadline.get());
        var result = StageCheckpoint.read(objects.text(evidence.result(), deadline.get()));
        var exclusion = check(audit, round, result);
        var shard = round.shard(evidence.shard());
        var step = round.published()
                .checkpoint()
                .next(spec.epochs(), spec.withLearningRate(evidence.peak()).training());
        if (step.sections() != result.sections()) {
            throw new MalformedException(
                    "the state has %d sections; this mode publishes %d".formatted(result.sections(), step.sections()));
        }
        var payload = round.plan().spec().payload();
        var columns = round.manifests().size() * payload.sections() + result.sections();
        var ahead = Math.clamp(MEMORY / columns / new Float32Codec().bytes(BlockLayout.ELEMENTS), 1, MOST_AHEAD);
        var uploads = IntStream.range(0, round.manifests().size())
                .mapToObj(i -> upload(round, i, shard, ahead))
                .toList();
        var comparison = new Comparison(result);
        try {
            new ShardMerge(
                            spec.epochs().merge().aggregation(),
                            step,
                            exclusion,
                            uploads,
                            published(round.published(), shard, ahead))
                    .merge(shard, comparison);
        } catch (InterruptedIOException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            throw new InputBadException(FailureReason.of(e));
        }
        return comparison.verdict();
    }

    /** What is given must fit together: whoever put it together is not audited. */
    private Exclusion check(Work.Audit audit, StageRound round, StageCheckpoint result) {
        var start = round.published().checkpoint();
        require(
                start.run().equals(spec.run()) && start.epoch() == audit.epoch() && start.stage() == audit.stage(),
                "the plan starts from another state than the audit");
        require(
                result.run().equals(spec.run())
                        && result.epoch() == audit.epoch() + 1
                        && result.stage() == audit.stage()
                        && result.parent().equals(Optional.of(round.published().name())),
                "the state that the shard is part of does not follow from the one that the plan starts from");
        var wanted = spec.epochs()
                .upload(spec.run(), audit.epoch(), audit.stage(), start.layout().elements());
        require(round.plan().spec().equals(wanted), "the plan is of other uploads than this run has");
        var exclusion = round.plan()
                .exclusion()
                .orElseThrow(() -> new MalformedException("the plan does not say which uploads count"));
        require(exclusion.kept().equals(result.kept()), "the plan counts other uploads than the published state");
        return exclusion;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new MalformedException(otherwise);
        }
    }

    private Upload upload(StageRound round, int index, Shard shard, int ahead) {
        var manifest = round.manifests().get(index);
        var parts = round.parts(index);
        return new Upload(
                manifest,
                new FetchedBlocks(
                        manifest.spec().layout(),
                        manifest.spec().codec(),
                        shard.endBlock(),
                        ahead,
                        (section, first, count) -> parts.fetch(objects, section, first, count, deadline.get())));
    }

    private BlockReader published(Published published, Shard shard, int ahead) {
        var blocks = new FetchedBlocks(
                published.checkpoint().layout(),
                new Float32Codec(),
                shard.endBlock(),
                ahead,
                (section, first, count) -> published.fetch(objects, section, first, count, deadline.get()));
        return (section, block) -> {
            var bytes = blocks.read(section, block);
            if (!published.isRight(section, block, bytes)) {
                throw new IOException("block %d of section %d of the published state is not what its checkpoint says"
                        .formatted(block, section));
            }
            return bytes;
        };
    }

    /** Counts the blocks that differ, and remembers the first. */
    private static final class Comparison implements BlockWriter {
        private final StageCheckpoint result;
        private int different;
        private String first = "";

        private Comparison(StageCheckpoint result) {
            this.result = result;
        }

        @Override
        public void write(int section, int block, byte[] bytes) {
            if (!Sha256.hex(bytes).equals(result.hash(section, block))) {
                if (different == 0) {
                    first = "section %d from block %d on".formatted(section, block);
                }
                different++;
            }
        }

        private HopVerdict verdict() {
            return new HopVerdict(List.of(new Measure(BLOCKS, different, 0)), "shard", Map.of(BLOCKS, first));
        }
    }
}
