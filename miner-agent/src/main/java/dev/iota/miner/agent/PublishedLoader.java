package dev.iota.miner.agent;

import dev.iota.core.api.PublishedWeights;
import dev.iota.model.engine.StageEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;

/** Brings published weights into an engine, part by part through a file, after every hash was checked. */
final class PublishedLoader {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path folder;
    private final Objects objects;
    private final InstantSource clock;

    /** @param folder of the run in the miner's home */
    PublishedLoader(Path folder, Objects objects, InstantSource clock) {
        this.folder = folder;
        this.objects = objects;
        this.clock = clock;
    }

    /** @throws AgentException if the weights are missing, damaged, or not of this stage */
    void load(PublishedWeights weights, StageEngine engine) throws IOException, InterruptedException {
        OwnerOnly.directories(folder);
        var file = Files.createTempFile(folder, "published-", ".bin");
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (var part : weights.parts()) {
                if (part.sha256().isEmpty()) {
                    throw new InputBadException("a part has no declared hash");
                }
                var bytes = ByteBuffer.wrap(
                        objects.get(part, clock.instant().plus(PATIENCE)).bytes());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            var state = engine.state();
            state.readWeights(new FlatTensors(channel, state.weights()).requireComplete());
        } catch (InputBadException | TooLateException e) {
            throw new AgentException(
                    "the published weights of epoch %d cannot be loaded: %s; start again to try again"
                            .formatted(weights.epoch(), e.getMessage()),
                    e);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
