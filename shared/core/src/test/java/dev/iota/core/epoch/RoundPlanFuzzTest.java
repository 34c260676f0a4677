package dev.iota.core.epoch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.RoundPlan.PlannedUpload;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Hostile;
import dev.iota.core.wire.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of rounds and lists of places, which are objects. The input is read as either. */
@Tag("security")
class RoundPlanFuzzTest {

    static Stream<byte[]> seeds() {
        var hotkey = KeyPair.generate(new Random(1)).hotkey();
        var source = new Source("http://o/k", Map.of("range", "bytes=0-1"), 2, Optional.of(Sha256.hex("x")));
        var codec = new Float32Codec();
        var plan = new RoundPlan(
                new UploadSpec("r", 1, 0, Mode.DILOCO.payload(codec), codec, 100_000),
                List.of(new PlannedUpload(hotkey, source, List.of(source))),
                List.of(new Shard(0, 0, 2, hotkey, hotkey)),
                source,
                Optional.of(new Exclusion(List.of(new Exclusion.Contribution(hotkey, 4, 1, "why")), List.of())));
        return Stream.of(plan, new CheckpointAccess(source, List.of(source)))
                .map(object -> Json.write(object).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> {
            var plan = Json.read(text, RoundPlan.class);
            var layout = plan.spec().layout();
            plan.shards().forEach(shard -> layout.first(shard.endBlock() - 1));
        });
        Hostile.read(input, text -> Json.read(text, CheckpointAccess.class));
    }
}
