package dev.iota.miner.agent.epoch;

import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.compute.Steps;
import dev.iota.miner.agent.disk.BlockFile;
import dev.iota.miner.agent.disk.EpochFolders;
import dev.iota.miner.agent.disk.FlatTensors;
import dev.iota.miner.agent.disk.Residual;
import dev.iota.miner.agent.disk.Spool;
import dev.iota.miner.agent.disk.SpoolWriter;
import dev.iota.miner.agent.failure.ApiRefusal;
import dev.iota.miner.agent.failure.Backoff;
import dev.iota.miner.agent.failure.TooLateException;
import dev.iota.miner.agent.link.EventSender;
import dev.iota.miner.agent.link.OrchestratorClient;
import dev.iota.miner.agent.link.PresignedObjects;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.EpochTraffic.Kind;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.optim.NonFiniteException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/**
 * Uploads what the run's mode asks for when an epoch's training is over. The device's thread takes the last step and
 * writes the upload to the disk; announcing and sending happen elsewhere. Asked again, also after a restart, it sends
 * what is on the disk.
 */
public final class Collector {
    private final RunSpec spec;
    private final int stage;
    private final Hotkey hotkey;
    private final String session;
    private final StageEngine engine;
    private final EpochFolders folders;
    private final Optional<Residual> residual;
    private final OrchestratorClient client;
    private final PresignedObjects presignedObjects;
    private final EpochTraffic traffic;
    private final EventSender events;
    private final ThreadFactory threads;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Logger log;
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile Optional<Event.UploadStored> stored = Optional.empty();

    /**
     * @param session secret of the session
     * @param residual with error feedback
     */
    public Collector(
            RunSpec spec,
            int stage,
            Hotkey hotkey,
            String session,
            StageEngine engine,
            EpochFolders folders,
            Optional<Residual> residual,
            OrchestratorClient client,
            PresignedObjects presignedObjects,
            EpochTraffic traffic,
            EventSender events,
            ThreadFactory threads,
            InstantSource clock,
            RandomGenerator random,
            Logger log) {
        this.spec = spec;
        this.stage = stage;
        this.hotkey = hotkey;
        this.session = session;
        this.engine = engine;
        this.folders = folders;
        this.residual = residual;
        this.client = client;
        this.presignedObjects = presignedObjects;
        this.traffic = traffic;
        this.events = events;
        this.threads = threads;
        this.clock = clock;
        this.random = random;
        this.log = log;
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
        if (!sending.compareAndSet(false, true)) {
            return;
        }
        var started = false;
        try {
            var spool = spool(work.epoch(), steps);
            if (spool.isPresent()) {
                threads.newThread(() -> send(work, spool.get())).start();
                started = true;
            }
        } catch (IOException e) {
            log.error("the upload of epoch {} could not be written, check the disk: {}", work.epoch(), e.toString());
        } catch (NonFiniteException | IllegalArgumentException e) {
            log.error("there is no upload of epoch {}: {}", work.epoch(), e.getMessage());
        } finally {
            if (!started) {
                sending.set(false);
            }
        }
    }

    private Optional<Spool> spool(int epoch, Steps steps) throws IOException, InterruptedException {
        var upload = spec.epochs().upload(spec.run(), epoch, stage, elements(engine));
        var folder = folders.of(epoch, stage);
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
                subtractFrom(state, upload, block, values, length);
            }
            return residual.isPresent()
                    ? residual.get().encode(upload.epoch(), block, values, length)
                    : upload.codec().encode(values, length);
        };
    }

    /** Δ = θ_e − θ. */
    private static void subtractFrom(Path state, UploadSpec upload, int block, float[] values, int length)
            throws IOException {
        var codec = new Float32Codec();
        var start = ByteBuffer.wrap(BlockFile.read(state, codec.offset(upload.layout(), block), codec.bytes(length)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (var i = 0; i < length; i++) {
            values[i] = start.get(i) - values[i];
        }
    }

    private void send(Work.Collect work, Spool spool) {
        try {
            var said = stored.filter(event -> event.epoch() == work.epoch());
            var event = said.isPresent() ? said.get() : store(work, spool);
            events.send(event);
            stored = Optional.of(event);
        } catch (ApiRefusal e) {
            log.warn(
                    "the upload of epoch {} is not taken: {}",
                    work.epoch(),
                    e.response().error());
        } catch (TooLateException | IOException e) {
            log.warn("the upload of epoch {} is given up: {}", work.epoch(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the miner ends
        } finally {
            sending.set(false);
        }
    }

    private Event.UploadStored store(Work.Collect work, Spool spool)
            throws ApiRefusal, TooLateException, IOException, InterruptedException {
        var places = announce(work, spool);
        if (places.sections().size() != spool.sections().size()) {
            throw new TooLateException("there are places for %d sections of %d"
                    .formatted(places.sections().size(), spool.sections().size()));
        }
        var end = places.until().plus(spec.leases().margin());
        for (var section = 0; section < spool.sections().size(); section++) {
            counting(work.epoch(), Kind.ofSection(section))
                    .put(places.sections().get(section), BodyPublishers.ofFile(spool.section(section)), end);
        }
        counting(work.epoch(), Kind.TEXT)
                .put(places.manifest(), BodyPublishers.ofByteArray(spool.manifestBytes()), end);
        log.info(
                "the upload of epoch {} is stored: {} bytes after {} steps",
                work.epoch(),
                spool.manifest().spec().bytes(),
                spool.manifest().steps().size());
        return new Event.UploadStored(
                work.run(),
                work.epoch(),
                stage,
                places.lease(),
                spool.manifest().sha256());
    }

    private PresignedObjects counting(int epoch, Kind kind) {
        return presignedObjects.counting(traffic.of(epoch, kind));
    }

    private UploadResponse announce(Work.Collect work, Spool spool)
            throws ApiRefusal, TooLateException, InterruptedException {
        var request = new UploadRequest(session, work.epoch(), stage, spool.sections(), spool.announcedManifest());
        var backoff = new Backoff(random);
        while (true) {
            try {
                return client.upload(request);
            } catch (IOException e) {
                if (clock.instant().isAfter(work.until())) {
                    throw new TooLateException("the orchestrator did not answer until %s".formatted(work.until()));
                }
                log.debug("announcing again: {}", e.toString());
                Thread.sleep(backoff.next(e));
            }
        }
    }
}
