package dev.iota.miner.inference;

import dev.iota.agent.failure.AgentException;
import dev.iota.miner.agent.DeviceMemory;
import dev.iota.miner.terminal.Bytes;
import dev.iota.model.checkpoint.Checkpoint;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageState;
import dev.iota.model.program.StageMemory;
import dev.iota.model.torch.Torch;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;

/** A checkpoint in memory, all stages in this process. */
public final class WholeModel {
    private WholeModel() {}

    /**
     * @throws AgentException if it does not fit in the device's memory
     * @throws dev.iota.core.base.MalformedException if a tensor is missing or has another shape
     */
    public static Pipeline load(Checkpoint checkpoint, String device, int threads) throws IOException {
        var info = checkpoint.info();
        var model = info.model();
        var needed = IntStream.range(0, model.stages())
                .mapToLong(
                        stage -> StageMemory.of(model, info.training(), stage).total())
                .sum();
        var available = DeviceMemory.bytes(Torch.start(device, threads).device());
        if (needed > available) {
            throw new AgentException(
                    AgentException.Kind.DOES_NOT_FIT,
                    "the model needs %s and the device has %s: use a machine with more memory"
                            .formatted(Bytes.show(needed), Bytes.show(available)),
                    null);
        }
        var pipeline = new Pipeline(
                model, info.training(), info.seed(), new EngineOptions(device, threads, 0, Optional.empty()));
        try {
            for (var stage = 0; stage < model.stages(); stage++) {
                fill(pipeline, checkpoint, stage);
            }
            return pipeline;
        } catch (IOException | RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    private static void fill(Pipeline pipeline, Checkpoint checkpoint, int stage) throws IOException {
        try (var file = checkpoint.openStage(stage)) {
            pipeline.stages().get(stage).state().readWeights(StageState.reader(file));
        }
    }
}
