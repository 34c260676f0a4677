package dev.iota.miner.agent.snapshot;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.step.Warmup;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Hostile;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.step.TrainingProgress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** What a snapshot holds beside tensors: a disk may give back anything. */
@Tag("security")
class SnapshotMetaFuzzTest {

    static Stream<byte[]> seeds() {
        var hash = Sha256.hex("x");
        var answer = new Event.BackwardDone(
                "r",
                0,
                1,
                2,
                Direction.BACKWARD,
                "l",
                3,
                Optional.of(hash),
                Optional.of(2f),
                new GradientProbe(List.of(1f), List.of(2f)),
                Optional.empty(),
                1,
                Magnitudes.NONE);
        var step =
                new Event.StepDone("r", 0, 1, 2, 3, List.of(new StepEntry(1, hash, Optional.of(hash))), 1, 0.5, "cpu");
        var meta = new SnapshotMeta(
                SnapshotMeta.FORM,
                hash,
                1,
                new TrainingProgress(0, List.of(new LoggedStep(1, List.of(1L))), Warmup.NONE),
                3,
                new SnapshotMeta.Accumulated(List.of(1L), List.of(answer), List.of(8)),
                List.of(step));
        return Stream.of(Json.write(meta).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, SnapshotMeta::read);
    }
}
