package dev.iota.miner.agent.epoch;

import dev.iota.agent.failure.ApiRefusal;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.FailureReason;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.EventSender;
import dev.iota.agent.link.OrchestratorClient;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.cloud.process.LocalDisk;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.Work;
import dev.iota.miner.agent.context.MinerContext;
import dev.iota.miner.agent.disk.Spool;
import dev.iota.miner.agent.metrics.EpochTraffic;
import dev.iota.miner.agent.metrics.EpochTraffic.Kind;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;

/** Announces an upload that is on the disk, stores it where the orchestrator says, and tells that it is stored. */
public final class UploadSender {
    /** What was said is said again after so long: the message may be lost. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final MinerContext context;
    private final String session;
    private final OrchestratorClient client;
    private final PresignedObjects presignedObjects;
    private final EpochTraffic traffic;
    private final EventSender events;
    private final Logger log;
    private volatile Optional<Said> stored = Optional.empty();

    /** What was said, and when. */
    private record Said(Event.UploadStored event, Instant at) {}

    /** @param session secret of the session */
    public UploadSender(
            MinerContext context,
            String session,
            OrchestratorClient client,
            PresignedObjects presignedObjects,
            EpochTraffic traffic,
            EventSender events) {
        this.context = context;
        this.session = session;
        this.client = client;
        this.presignedObjects = presignedObjects;
        this.traffic = traffic;
        this.events = events;
        this.log = context.log();
    }

    /**
     * Sends an upload, or says again that it is stored; what goes wrong is logged, and a later message asks again.
     *
     * @return what went wrong
     */
    Optional<String> send(Work.Collect work, Spool spool) throws InterruptedException {
        try {
            var said = said(work.epoch());
            var event = said.isPresent() ? said.get() : store(work, spool);
            events.send(event);
            if (said.isEmpty()) {
                context.meters().activity().uploaded(work.epoch());
            }
            stored = Optional.of(new Said(event, context.clock().instant()));
            return Optional.empty();
        } catch (ApiRefusal e) {
            log.warn(
                    "the upload of epoch {} is not taken: {}",
                    work.epoch(),
                    e.response().error());
            return Optional.of(e.response().error());
        } catch (TooLateException | IOException e) {
            if (e instanceof IOException io) {
                LocalDisk.requireNone(io);
            }
            log.warn("the upload of epoch {} is given up: {}", work.epoch(), FailureReason.of(e));
            return Optional.of(FailureReason.of(e));
        }
    }

    /** Whether it was just said that the upload of an epoch is stored; heartbeats ask until that is read. */
    boolean hasJustSaid(int epoch) {
        var earliest = context.clock().instant().minus(AGAIN);
        return stored.filter(said -> said.event().epoch() == epoch && said.at().isAfter(earliest))
                .isPresent();
    }

    /** What was said of the upload of an epoch. */
    Optional<Event.UploadStored> said(int epoch) {
        return stored.map(Said::event).filter(event -> event.epoch() == epoch);
    }

    private Event.UploadStored store(Work.Collect work, Spool spool)
            throws ApiRefusal, TooLateException, IOException, InterruptedException {
        var places = announce(work, spool);
        if (places.parts().size() != spool.parts().size()) {
            throw new TooLateException("there are places for %d parts of %d"
                    .formatted(places.parts().size(), spool.parts().size()));
        }
        var end = places.until().plus(context.leases().margin());
        var began = context.clock().instant();
        var parts = spool.manifest().spec().parts();
        try (var transfer = context.meters().activity().sends(work.epoch(), missing(spool, places.stored()))) {
            for (var part = 0; part < parts.size(); part++) {
                if (!places.stored().contains(part)) {
                    counting(work.epoch(), Kind.ofSection(parts.get(part).section()))
                            .put(places.parts().get(part), BodyPublishers.ofFile(spool.part(part)), end);
                    transfer.moved(spool.parts().get(part).bytes());
                }
            }
        }
        counting(work.epoch(), Kind.TEXT)
                .put(places.manifest(), BodyPublishers.ofByteArray(spool.manifestBytes()), end);
        log.info(
                "the upload of epoch {} is stored: {} bytes in {} s, after {} steps",
                work.epoch(),
                spool.manifest().spec().bytes(),
                Duration.between(began, context.clock().instant()).toSeconds(),
                spool.manifest().steps().size());
        return new Event.UploadStored(
                work.run(),
                work.epoch(),
                context.stage(),
                places.lease(),
                spool.manifest().sha256());
    }

    /** Bytes of the parts that are not there yet. */
    private static long missing(Spool spool, List<Integer> stored) {
        return IntStream.range(0, spool.parts().size())
                .filter(part -> !stored.contains(part))
                .mapToLong(part -> spool.parts().get(part).bytes())
                .sum();
    }

    private PresignedObjects counting(int epoch, Kind kind) {
        return presignedObjects.counting(traffic.of(epoch, kind));
    }

    private UploadResponse announce(Work.Collect work, Spool spool)
            throws ApiRefusal, TooLateException, InterruptedException {
        var request =
                new UploadRequest(session, work.epoch(), context.stage(), spool.parts(), spool.announcedManifest());
        var backoff = new Backoff(context.random());
        while (true) {
            try {
                return client.upload(request);
            } catch (IOException e) {
                if (context.clock().instant().isAfter(work.until())) {
                    throw new TooLateException("the orchestrator did not answer until %s".formatted(work.until()));
                }
                log.debug("announcing again: {}", FailureReason.of(e));
                Thread.sleep(backoff.next(e));
            }
        }
    }
}
