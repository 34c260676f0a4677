package dev.iota.miner.agent.epoch;

import dev.iota.agent.home.BlockFile;
import dev.iota.agent.home.FlatTensors;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.FileReason;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.Residual;
import dev.iota.miner.agent.disk.Spool;
import dev.iota.miner.agent.disk.SpoolWriter;
import dev.iota.model.checkpoint.EpochChange;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.NonFiniteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Uploads what the run's mode asks for when an epoch's training is over. The device's thread takes the last step and
 * writes the upload to the disk; announcing and sending happen elsewhere. Asked again, also after a restart, it sends
 * what is on the disk.
 */
public final class Collector {
    private final MinerContext context;
    private final Hotkey hotkey;
    private final StageEngine engine;
    private final EpochFolders folders;
    private final Optional<Residual> residual;
    private final UploadSender sender;
    private final Logger log;
    private final AtomicBoolean sending = new AtomicBoolean();

    /** @param residual with error feedback */
    public Collector(
            MinerContext context,
            Hotkey hotkey,
            StageEngine engine,
            EpochFolders folders,
            Optional<Residual> residual,
            UploadSender sender) {
        this.context = context;
        this.hotkey = hotkey;
        this.engine = engine;
        this.folders = folders;
        this.residual = residual;
        this.sender = sender;
        this.log = context.log();
    }

    /** Elements of the stage. */
    public static long elements(StageEngine engine) {
        return engine.parameters().stream()
                .mapToLong(parameter -> parameter.elements())
                .sum();
    }

    /**
     * Makes the upload of the epoch, unless there is one, and sends it. The device's thread calls this and goes on when
     * the file is written.
     */
    public void collect(Work.Collect work, Steps steps) throws InterruptedException {
        if (sender.hasJustSaid(work.epoch()) || !sending.compareAndSet(false, true)) {
            return;
        }
        var started = false;
        try {
            var spool = spool(work.epoch(), steps);
            if (spool.isPresent()) {
                context.threads().newThread(() -> send(work, spool.get())).start();
                started = true;
            }
        } catch (IOException e) {
            LocalDisk.requireNone(e);
            log.error(
                    "the upload of epoch {} could not be written, check the disk: {}", work.epoch(), FileReason.of(e));
        } catch (NonFiniteException | IllegalArgumentException e) {
            log.error("there is no upload of epoch {}: {}", work.epoch(), e.getMessage());
        } finally {
            if (!started) {
                sending.set(false);
            }
        }
    }

    private Optional<Spool> spool(int epoch, Steps steps) throws IOException, InterruptedException {
        var spec = context.spec();
        var upload = spec.epochs().upload(spec.run(), epoch, context.stage(), elements(engine));
        var folder = folders.of(epoch, context.stage());
        var before = Spool.open(folder.upload(), upload, hotkey);
        if (before.isPresent()) {
            return before;
        }
        if (upload.payload() != Payload.GRADIENT) {
            steps.finish();
            steps.snapshotNow(); // a miner that is restarted now has the same weights to upload
        }
        if (!steps.hasAny()) {
            log.debug("no step in epoch {}: there is nothing to upload", epoch);
            return Optional.empty();
        }
        try (var writer = new SpoolWriter(folder.upload(), upload, encoder(upload, folder.state()))) {
            switch (upload.payload()) {
                case GRADIENT -> steps.finish(writer.channel());
                case DELTA, WEIGHTS -> FlatTensors.write(engine.state().weights(), writer.channel());
                case WEIGHTS_AND_MOMENTS -> {
                    FlatTensors.write(engine.state().weights(), writer.channel());
                    FlatTensors.write(engine.state().moments(), writer.channel());
                }
            }
            return Optional.of(writer.finish(hotkey, steps.logged()));
        }
    }

    /** @param state that the epoch started from */
    private SpoolWriter.Encoder encoder(UploadSpec upload, Path state) {
        return (section, block, values, length) -> {
            if (upload.payload() == Payload.DELTA) {
                EpochChange.of(BlockFile.float32(state, upload.layout()), section, block, values, length);
            }
            return residual.isPresent()
                    ? residual.get().encode(upload.epoch(), block, values, length)
                    : upload.codec().encode(values, length);
        };
    }

    private void send(Work.Collect work, Spool spool) {
        try {
            sender.send(work, spool);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the miner ends
        } finally {
            sending.set(false);
        }
    }
}
