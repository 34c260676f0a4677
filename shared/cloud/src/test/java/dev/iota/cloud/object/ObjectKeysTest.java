package dev.iota.cloud.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ObjectKeysTest {
    @Test
    void a_key_begins_with_its_lifecycle_prefix_and_a_hash_and_ends_with_its_lease() {
        assertThat(ObjectKeys.activation("r", 1, 7, 2, "lease")).matches("hop/[0-9a-f]{4}/r/1/7/2-F-lease");
        assertThat(ObjectKeys.gradient("r", 1, 7, 2, "lease")).matches("hop/[0-9a-f]{4}/r/1/7/2-B-lease");
        assertThat(ObjectKeys.result("r", 1, 2, 3, "lease")).matches("round/[0-9a-f]{4}/r/1/2/3-lease");
    }

    @Test
    void the_objects_of_a_microbatch_lie_together_and_those_of_others_apart() {
        var length = "hop/0000".length();

        assertThat(ObjectKeys.gradient("r", 1, 7, 2, "b").substring(0, length))
                .isEqualTo(ObjectKeys.activation("r", 1, 7, 0, "a").substring(0, length));
        assertThat(LongStream.range(0, 100)
                        .mapToObj(
                                id -> ObjectKeys.activation("r", 1, id, 0, "a").substring(0, length))
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(90);
    }
}
