package dev.iota.miner.agent;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.step.AverageStep;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Source;
import dev.iota.model.engine.InitialWeights;
import dev.iota.model.program.StageProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checkpoints of stage 0, and what a miner needs to read them. */
final class FakeCheckpoints {
    private FakeCheckpoints() {}

    /** The state that the first epoch starts from. */
    static StageCheckpoint initial(FakeRun fake, RunSpec spec) throws IOException {
        var parameters = StageProgram.parameters(spec.model(), 0);
        var out = new ByteArrayOutputStream();
        new InitialWeights(spec.seed(), spec.model().initialDeviation(), parameters).writeTo(Channels.newChannel(out));
        var shapes = parameters.stream()
                .map(p -> new ParameterShape(p.name(), p.shape(), p.decayed()))
                .toList();
        var objects = new ArrayList<StateObject>();
        var blocks = new ArrayList<String>();
        for (var section = 0; section < spec.epochs().sections(); section++) {
            var bytes = section == 0 ? out.toByteArray() : new byte[out.size()];
            var hashes = hashes(bytes);
            var key = "state-0-%d".formatted(section);
            var source = fake.source(key, bytes);
            blocks.addAll(hashes);
            objects.add(new StateObject(
                    key,
                    section,
                    0,
                    hashes.size(),
                    bytes.length,
                    source.sha256().orElseThrow()));
        }
        return new StageCheckpoint(
                spec.run(),
                0,
                0,
                Optional.empty(),
                Origin.INITIAL,
                shapes,
                spec.epochs().sections(),
                0,
                objects,
                blocks,
                List.of(),
                List.of());
    }

    private static List<String> hashes(byte[] section) {
        var hashes = new ArrayList<String>();
        var step = BlockLayout.ELEMENTS * Float.BYTES;
        for (var from = 0; from < section.length; from += step) {
            hashes.add(Sha256.hex(Arrays.copyOfRange(section, from, Math.min(section.length, from + step))));
        }
        return hashes;
    }

    /** Stores a checkpoint, and what is needed to read it. */
    static Source access(FakeRun fake, StageCheckpoint checkpoint) {
        var text = fake.source("checkpoint-%d".formatted(checkpoint.epoch()), bytes(checkpoint.write()));
        var places = new CheckpointAccess(
                text,
                checkpoint.objects().stream()
                        .map(object -> fake.stored(object.key()))
                        .toList());
        return fake.source("access-%d".formatted(checkpoint.epoch()), bytes(Json.write(places)));
    }

    /**
     * What an epoch leads to.
     *
     * @param steps of every upload
     */
    static StageCheckpoint next(
            RunSpec spec,
            StageCheckpoint published,
            Origin origin,
            List<StateObject> objects,
            List<String> blocks,
            Exclusion exclusion,
            Map<Hotkey, Integer> steps) {
        var kept = exclusion.kept();
        return new StageCheckpoint(
                spec.run(),
                published.epoch() + 1,
                0,
                Optional.of(published.sha256()),
                origin,
                published.parameters(),
                spec.epochs().sections(),
                spec.epochs().merge().mode() == Mode.AVERAGE
                        ? AverageStep.stepsAfter(published.steps(), kept, steps)
                        : published.steps() + 1,
                objects,
                blocks,
                kept,
                exclusion.excluded());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
