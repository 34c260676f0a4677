package dev.iota.core.merge.shard;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardWork.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The merge function's judgement: it computes one block, and whoever said something else about it is wrong. */
public final class Arbitration {

    /**
     * Who is wrong, and why.
     *
     * @param wrong at most two; everything they said in this round is dropped ({@link ShardLedger#drop})
     */
    public record Ruling(List<Hotkey> wrong, String reason) {
        public Ruling {
            wrong = List.copyOf(wrong);
        }
    }

    private Arbitration() {}

    /**
     * The block that decides a dispute: the first that differs. Whose result is wrong there is wrong; whether the other
     * is right elsewhere is for the next second result to say. None where the same blocks are said to make different
     * objects: only all of them together show who is wrong.
     *
     * @throws IllegalArgumentException if the shard is not disputed
     */
    public static Optional<Recomputation> contested(ShardWork work) {
        if (work.state() != State.DISPUTED) {
            throw new IllegalArgumentException(
                    "shard %d is %s, not disputed".formatted(work.shard().index(), work.state()));
        }
        var comparison = Comparison.of(
                work.results().getFirst().hashes(), work.results().getLast().hashes());
        var shard = work.shard();
        return comparison.differing().stream()
                .filter(position -> position < sections(work) * shard.blocks())
                .findFirst()
                .map(position -> new Recomputation(shard.index(), shard.firstBlock() + position % shard.blocks()));
    }

    /**
     * Judges the results of a shard by one block of it.
     *
     * @param truth SHA-256 of that block as the merge function computed it, one for each section
     */
    public static Ruling rule(ShardWork work, Recomputation recomputed, List<String> truth) {
        var shard = work.shard();
        if (recomputed.shard() != shard.index()
                || recomputed.block() < shard.firstBlock()
                || recomputed.block() >= shard.endBlock()
                || truth.size() != sections(work)) {
            throw new IllegalArgumentException("%d sections of block %d of shard %d say nothing about shard %d"
                    .formatted(truth.size(), recomputed.block(), recomputed.shard(), shard.index()));
        }
        var wrong = new ArrayList<Hotkey>();
        for (var result : work.results()) {
            if (!said(result, work, recomputed.block()).equals(truth)) {
                result.hotkey().ifPresent(wrong::add);
            }
        }
        return wrong.isEmpty()
                ? new Ruling(wrong, "block %d of shard %d is right".formatted(recomputed.block(), shard.index()))
                : new Ruling(
                        wrong,
                        "block %d of shard %d is wrong by %s".formatted(recomputed.block(), shard.index(), wrong));
    }

    /**
     * Judges the results of a shard by all of it, where the merge function did it: before its result takes their place.
     */
    public static Ruling rule(ShardWork work, List<String> truth) {
        var wrong = work.results().stream()
                .filter(result -> !result.hashes().equals(truth))
                .flatMap(result -> result.hotkey().stream())
                .toList();
        return new Ruling(
                wrong,
                wrong.isEmpty()
                        ? "nothing said about shard %d is wrong"
                                .formatted(work.shard().index())
                        : "shard %d is wrong by %s".formatted(work.shard().index(), wrong));
    }

    /**
     * The probability that a wrong agreement over {@code blocks} blocks is found when each is recomputed with
     * probability q.
     */
    public static double detection(double share, int blocks) {
        return 1 - Math.pow(1 - share, blocks);
    }

    private static List<String> said(ShardResult result, ShardWork work, int block) {
        var shard = work.shard();
        return IntStream.range(0, sections(work))
                .mapToObj(section -> result.hashes().get(section * shard.blocks() + block - shard.firstBlock()))
                .toList();
    }

    /** A result of a merge has one hash for each block of each section, and one for each section's object. */
    private static int sections(ShardWork work) {
        return work.hashes() / (work.shard().blocks() + 1);
    }
}
