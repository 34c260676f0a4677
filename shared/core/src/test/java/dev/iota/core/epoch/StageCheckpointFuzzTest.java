package dev.iota.core.epoch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.wire.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever loads weights reads the manifest of a checkpoint first. */
@Tag("security")
class StageCheckpointFuzzTest {

    static Stream<byte[]> seeds() {
        var hash = Sha256.hex("x");
        var hotkey = KeyPair.generate(new Random(1)).hotkey();
        var checkpoint = new StageCheckpoint(
                "r",
                1,
                0,
                Optional.of(hash),
                Origin.MERGED,
                List.of(
                        new ParameterShape("a", List.of(2L, 3L), true),
                        new ParameterShape("b", List.of(100_000L), false)),
                1,
                4,
                List.of(new StateObject("k", 0, 0, 1, 262_144, hash), new StateObject("l", 0, 1, 1, 137_880, hash)),
                List.of(hash, hash),
                List.of(new Exclusion.Contribution(hotkey, 4, 1, "why")),
                List.of(new Exclusion.Excluded(hotkey, "why not")));
        return Stream.of(checkpoint.write().getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> {
            var checkpoint = StageCheckpoint.read(text);
            checkpoint.sha256();
            checkpoint.decayed();
            checkpoint.hash(checkpoint.sections() - 1, checkpoint.layout().blocks() - 1);
        });
    }
}
