package dev.iota.cloud;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
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

    /**
     * Merge one shard, a slice at a time.
     *
     * @param blocks hashes of the blocks so far, by section
     * @param objects stored so far
     * @param digests by section the state of the SHA-256 over all blocks so far, base64; none at the beginning
     */
    record Merge(
            int epoch, int stage, int shard, List<List<String>> blocks, List<StateObject> objects, List<String> digests)
            implements MergeTask {
        public Merge {
            blocks = blocks.stream().map(List::copyOf).toList();
            objects = List.copyOf(objects);
            digests = List.copyOf(digests);
        }
    }

    /** Compute blocks of one shard, and judge what was said about them. */
    record Recompute(int epoch, int stage, int shard, List<Integer> blocks) implements MergeTask {
        public Recompute {
            blocks = List.copyOf(blocks);
        }
    }
}
