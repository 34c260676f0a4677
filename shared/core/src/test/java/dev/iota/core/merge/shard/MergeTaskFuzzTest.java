package dev.iota.core.merge.shard;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of the merge queue. */
@Tag("security")
class MergeTaskFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        new MergeTask.Inspect(1, 2, 3),
                        new MergeTask.Recompute(1, 2, 3, List.of(4)),
                        new MergeTask.Merge(1, 2, 3))
                .map(task -> Json.write(task).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> Json.write(Json.read(text, MergeTask.class)));
    }
}
