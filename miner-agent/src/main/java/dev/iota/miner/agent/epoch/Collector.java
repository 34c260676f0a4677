package dev.iota.miner.agent.epoch;

import dev.iota.agent.home.BlockFile;
import dev.iota.agent.home.FlatTensors;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.base.FileReason;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.HandedIn;
import dev.iota.miner.agent.compute.HandedIn.Outcome;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.EpochFolders.EpochFolder;
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
import java.util.function.Consumer;
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
        begin(work, () -> spool(work.epoch(), steps), outcome -> {});
    }

    /**
     * Makes an upload of what there is before the epoch is over, and sends it; nobody asks for it again. The gradient
     * of {@code sync} is of a whole epoch, and stays.
     *
     * @param then hears, in any thread, what came of it
     */
    public void handIn(Work.Collect work, Steps steps, Consumer<HandedIn> then) throws InterruptedException {
        if (sender.said(work.epoch()).isPresent()) {
            then.accept(HandedIn.of(Outcome.STORED));
        } else if (work.epoch() != steps.epoch()) {
            then.accept(HandedIn.of(Outcome.NOTHING));
        } else if (!sending.compareAndSet(false, true)) {
            then.accept(HandedIn.of(Outcome.BUSY));
        } else {
            begin(work, () -> earlySpool(work.epoch(), steps), then);
        }
    }

    /** Makes an upload. */
    @FunctionalInterface
    private interface Making {
        Optional<Spool> make() throws IOException, InterruptedException;
    }

    /** In the device's thread up to the file. */
    private void begin(Work.Collect work, Making making, Consumer<HandedIn> then) throws InterruptedException {
        var started = false;
        try {
            var spool = making.make();
            if (spool.isPresent()) {
                context.threads().newThread(() -> send(work, spool.get(), then)).start();
                started = true;
            } else {
                then.accept(HandedIn.of(Outcome.NOTHING));
            }
        } catch (IOException e) {
            LocalDisk.requireNone(e);
            log.error(
                    "the upload of epoch {} could not be written, check the disk: {}", work.epoch(), FileReason.of(e));
            then.accept(HandedIn.failed(FileReason.of(e)));
        } catch (NonFiniteException | IllegalArgumentException e) {
            log.error("there is no upload of epoch {}: {}", work.epoch(), e.getMessage());
            then.accept(HandedIn.failed(String.valueOf(e.getMessage())));
        } finally {
            if (!started) {
                sending.set(false);
            }
        }
    }

    private Optional<Spool> spool(int epoch, Steps steps) throws IOException, InterruptedException {
        var upload = upload(epoch);
        var folder = folders.of(epoch, context.stage());
        var before = Spool.open(folder.upload(), upload, hotkey);
        return before.isPresent() ? before : spool(upload, steps, folder, folder.upload());
    }

    private Optional<Spool> earlySpool(int epoch, Steps steps) throws IOException, InterruptedException {
        var upload = upload(epoch);
        if (upload.payload() == Payload.GRADIENT && steps.hasAny()) {
            throw new IllegalArgumentException("a gradient is handed in at the end of its epoch, and it is not over");
        }
        var folder = folders.of(epoch, context.stage());
        return spool(upload, steps, folder, folder.earlyUpload());
    }

    private UploadSpec upload(int epoch) {
        var spec = context.spec();
        return spec.epochs().upload(spec.run(), epoch, context.stage(), elements(engine));
    }

    private Optional<Spool> spool(UploadSpec upload, Steps steps, EpochFolder folder, Path into)
            throws IOException, InterruptedException {
        if (upload.payload() != Payload.GRADIENT) {
            steps.finish();
            steps.snapshotNow(); // a miner that is restarted now has the same weights to upload
        }
        if (!steps.hasAny()) {
            log.debug("no step in epoch {}: there is nothing to upload", upload.epoch());
            return Optional.empty();
        }
        try (var writer = new SpoolWriter(into, upload, encoder(upload, folder.state()))) {
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

    private void send(Work.Collect work, Spool spool, Consumer<HandedIn> then) {
        try {
            var trouble = sender.send(work, spool);
            then.accept(trouble.map(HandedIn::failed).orElse(HandedIn.of(Outcome.STORED)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the miner ends
        } finally {
            sending.set(false);
        }
    }
}
