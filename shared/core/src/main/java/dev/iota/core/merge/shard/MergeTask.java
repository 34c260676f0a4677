package dev.iota.core.merge.shard;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What the merge function is asked to do; asked twice it does the same twice. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MergeTask.Inspect.class, name = "inspect"),
    @JsonSubTypes.Type(value = MergeTask.Merge.class, name = "merge"),
    @JsonSubTypes.Type(value = MergeTask.Recompute.class, name = "recompute")
})
public sealed interface MergeTask {
    int epoch();

    int stage();

    /** Index in the plan. */
    int shard();

    /** Look at one shard of every upload. */
    record Inspect(int epoch, int stage, int shard) implements MergeTask {}

    /** Merge one shard. */
    record Merge(int epoch, int stage, int shard) implements MergeTask {}

    /** Compute blocks of one shard, and judge what was said about them. */
    record Recompute(int epoch, int stage, int shard, List<Integer> blocks) implements MergeTask {
        public Recompute {
            blocks = List.copyOf(blocks);
        }
    }
}
