package dev.iota.validator.agent;

import ai.djl.engine.Engine;
import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.DiskFailure;
import dev.iota.agent.failure.Outage;
import dev.iota.agent.home.KeyFile;
import dev.iota.agent.home.KnownData;
import dev.iota.agent.home.PrivateFiles;
import dev.iota.agent.home.QuarantineFile;
import dev.iota.agent.home.SessionFile;
import dev.iota.agent.link.EventSender;
import dev.iota.agent.link.HopObjects;
import dev.iota.agent.link.InboxQueue;
import dev.iota.agent.link.OrchestratorClient;
import dev.iota.agent.link.PresignedObjects;
import dev.iota.agent.link.QueueAccess;
import dev.iota.agent.link.RegistrationClient;
import dev.iota.agent.link.Traffic;
import dev.iota.core.api.ValidatorRequest;
import dev.iota.core.api.ValidatorResponse;
import dev.iota.core.identity.KeyPair;
import dev.iota.model.torch.NativeCacheException;
import dev.iota.model.torch.Torch;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A validator: registers, judges what it is leased, and ends when it is told to or the run is over. */
public final class Validator {
    private final ValidatorOptions options;
    private final String version;
    private final HttpClient http;
    private final InstantSource clock;
    private final AuditMeters meters;
    private final Logger log;
    private final SecureRandom random = new SecureRandom();
    private final AuditDesk desk = new AuditDesk();
    private volatile ValidatorStatus.Phase phase = ValidatorStatus.Phase.REGISTERING;
    private volatile String hotkey = "";
    private volatile @Nullable Thread registering;
    private volatile @Nullable RegistrationClient registration;
    private volatile @Nullable Parts parts;
    private volatile @Nullable Throwable broken;

    /** What a registered validator consists of. */
    private record Parts(
            AuditWorker worker,
            StageHolder holder,
            ValidatorHeartbeat heartbeat,
            AuditInbox inbox,
            Outage events,
            Outage store) {
        Optional<String> trouble() {
            return heartbeat.trouble().or(inbox::trouble).or(events::trouble).or(store::trouble);
        }
    }

    /** @param version of the program, which the orchestrator is told */
    public Validator(
            ValidatorOptions options,
            String version,
            HttpClient http,
            MeterRegistry registry,
            InstantSource clock,
            Logger log) {
        this.options = options;
        this.version = version;
        this.http = http;
        this.meters = new AuditMeters(registry);
        this.clock = clock;
        this.log = log;
        meters.show(desk::size, () -> status().stage());
    }

    /**
     * Works in the calling thread, which owns the engine; returns why it ended.
     *
     * @throws AgentException if the validator cannot go on
     */
    public String run() {
        try {
            return work();
        } catch (InterruptedException e) {
            return desk.stopped().orElse("interrupted");
        } catch (NativeCacheException e) {
            throw AgentException.wrong(String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            var home = options.home();
            throw DiskFailure.or(
                    home, e, new AgentException("the home folder %s cannot be used: %s".formatted(home, e), e));
        } finally {
            phase = ValidatorStatus.Phase.ENDED;
        }
    }

    private String work() throws IOException, InterruptedException {
        PrivateFiles.directories(options.home());
        var keys = KeyFile.loadOrCreate(options.home(), random);
        hotkey = keys.hotkey().address();
        var torch = Torch.start(options.device(), options.threads());
        var folder = options.home().resolve(options.run());
        var client = new OrchestratorClient(options.orchestrator(), options.run(), keys, http, clock, random);
        log.info("registering {} for run '{}' at {}", hotkey, options.run(), options.orchestrator());
        var device = description(torch);
        var registered = register(client, folder, device);
        if (!registered.spec().run().equals(options.run())) {
            throw AgentException.wrong("the orchestrator at %s serves run '%s', not '%s'"
                    .formatted(options.orchestrator(), registered.spec().run(), options.run()));
        }
        KnownData.require(folder, registered.spec());
        log.info("registered: audits of this run come to its inbox");
        var credentials = registered
                .credentials()
                .orElseThrow(() -> new AgentException("the orchestrator gave no credentials for the queues"));
        try (var access = new QueueAccess(registered.inbox(), registered.region(), credentials)) {
            return judge(registered, keys, client, access, folder, device);
        }
    }

    private ValidatorResponse register(OrchestratorClient client, Path folder, String device)
            throws IOException, InterruptedException {
        var place = new RegistrationClient(
                "validator", new SessionFile(folder), options.patient(), new Backoff(random), clock, log);
        registration = place;
        registering = Thread.currentThread();
        try {
            if (desk.stopped().isPresent()) {
                throw new InterruptedException();
            }
            return place.register(
                    session -> client.validate(new ValidatorRequest(
                            session, version, device, Optional.empty(), List.of(), Instant.EPOCH, 0, 0)),
                    ValidatorResponse::session);
        } finally {
            registering = null;
            registration = null;
        }
    }

    private String judge(
            ValidatorResponse registered,
            KeyPair keys,
            OrchestratorClient client,
            QueueAccess access,
            Path folder,
            String device)
            throws IOException, InterruptedException {
        var spec = registered.spec();
        var store = new Outage("the object store", log, clock);
        var queue = new Outage("the event queue", log, clock);
        var objects = new PresignedObjects(http, clock, random, store, new Traffic(meters::down, up -> {}));
        var events = new EventSender(access, registered.events(), keys, random, queue);
        var queued = new InboxQueue(access, registered.inbox(), new QuarantineFile(folder, log), random, clock, log);
        var inbox = new AuditInbox(queued, spec.run(), desk, clock, log);
        try (var holder = new StageHolder(spec, options, new StageStates(spec, folder, objects), log)) {
            var heartbeat = new ValidatorHeartbeat(
                    client,
                    access,
                    () -> report(registered.session(), device, holder, access),
                    spec.leases().heartbeat(),
                    this::fenced,
                    random,
                    clock,
                    log);
            var tools = new AuditWorker.Tools(
                    desk, holder, new HopObjects(spec, objects), events, inbox::delete, meters, device);
            var worker = new AuditWorker(spec, tools, clock, log);
            parts = new Parts(worker, holder, heartbeat, inbox, queue, store);
            phase = ValidatorStatus.Phase.WORKING;
            var helpers = List.of(helper("heartbeat", heartbeat::beat), helper("inbox", inbox::poll));
            try {
                worker.work();
            } finally {
                helpers.forEach(Thread::interrupt);
            }
            var error = broken;
            if (error instanceof AgentException known) {
                throw known;
            }
            if (error != null) {
                throw new AgentException("the validator failed: %s".formatted(error), error);
            }
            var reason = desk.stopped().orElseThrow();
            log.info("ends: {}", reason);
            return reason;
        } finally {
            parts = null;
        }
    }

    /** Another process has the session, or the owner lists this validator no longer. */
    private void fenced(String reason) {
        broken = new AgentException(reason);
        desk.stop(reason);
    }

    private ValidatorRequest report(String session, String device, StageHolder holder, QueueAccess access) {
        var stage = holder.stage();
        return new ValidatorRequest(
                Optional.of(session),
                version,
                device,
                stage < 0 ? Optional.empty() : Optional.of(stage),
                desk.leases(),
                access.expires(),
                meters.count(),
                meters.seconds());
    }

    @FunctionalInterface
    private interface Duty {
        void run() throws InterruptedException;
    }

    private Thread helper(String name, Duty duty) {
        ThreadFactory threads = Thread.ofVirtual().name(name).factory();
        var thread = threads.newThread(() -> {
            try {
                duty.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the validator ends
            } catch (RuntimeException | Error e) {
                broken = e;
                desk.stop("its %s failed".formatted(name));
            }
        });
        thread.start();
        return thread;
    }

    /** Asks the validator to end; an audit that it is computing is finished. */
    public void stop(String reason) {
        desk.stop(reason);
        var working = parts;
        if (working != null) {
            working.worker().stop();
        }
        var waiting = registering;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    public ValidatorStatus status() {
        var working = parts;
        var place = registration;
        return new ValidatorStatus(
                phase,
                hotkey,
                working == null ? -1 : working.holder().stage(),
                desk.size(),
                meters.count(),
                working != null ? working.trouble() : Optional.ofNullable(place).flatMap(RegistrationClient::trouble));
    }

    /** What a replay must match to be the same bit for bit. */
    private String description(Torch torch) {
        return "%s %s %s, PyTorch %s, %d threads"
                .formatted(
                        torch.device(),
                        System.getProperty("os.name").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch"),
                        Engine.getEngine("PyTorch").getVersion(),
                        options.threads());
    }
}
