package dev.iota.miner.agent;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.failure.Backoff;
import dev.iota.agent.failure.DiskFailure;
import dev.iota.agent.failure.FailureReason;
import dev.iota.agent.home.KeyFile;
import dev.iota.agent.home.KnownData;
import dev.iota.agent.home.PrivateFiles;
import dev.iota.agent.home.SessionFile;
import dev.iota.agent.link.OrchestratorClient;
import dev.iota.agent.link.RegistrationClient;
import dev.iota.cloud.process.LastWord;
import dev.iota.cloud.process.MemoryCgroup;
import dev.iota.core.api.RegisterRequest;
import dev.iota.core.api.RegisterResponse;
import dev.iota.miner.agent.metrics.Meters;
import dev.iota.miner.agent.snapshot.SnapshotStore;
import dev.iota.miner.agent.view.AgentStatus;
import dev.iota.miner.agent.view.MinerHealth;
import dev.iota.miner.agent.view.Portrait;
import dev.iota.model.torch.NativeCacheException;
import dev.iota.model.torch.Torch;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** One miner: registers, gets its stage, and works until it is stopped, the run ends, or it cannot go on. */
public final class Agent {
    private final AgentOptions options;
    private final String name;
    private final Path home;
    private final String version;
    private final HttpClient http;
    private final InstantSource clock;
    private final Meters meters;
    private final Portrait portrait;
    private final Logger log;
    private final SecureRandom random = new SecureRandom();
    private final Object lock = new Object();
    private @Nullable Thread thread;
    private @Nullable String stopped;
    private boolean leaving;
    private @Nullable StageWorker stageWorker;
    private volatile AgentStatus.Phase phase = AgentStatus.Phase.REGISTERING;
    private volatile String hotkey = "";
    private volatile int stage = -1;
    private volatile long registration;
    private volatile @Nullable RegistrationClient registrationClient;

    /**
     * @param name within the process, for logs and metrics
     * @param home folder of this miner
     * @param version of the program, which the orchestrator is told
     */
    public Agent(
            AgentOptions options,
            String name,
            Path home,
            String version,
            HttpClient http,
            MeterRegistry registry,
            InstantSource clock,
            Logger log) {
        this.options = options;
        this.name = name;
        this.home = home;
        this.version = version;
        this.http = http;
        this.clock = clock;
        this.meters = new Meters(registry, name, clock);
        this.portrait = new Portrait(meters.activity());
        this.log = log;
    }

    /**
     * Works in the calling thread, which owns the engine; returns why it ended.
     *
     * @throws AgentException if the miner cannot go on
     */
    public String run() {
        synchronized (lock) {
            if (stopped != null) {
                return stopped;
            }
            thread = Thread.currentThread();
        }
        try {
            return mine();
        } catch (InterruptedException e) {
            return reason();
        } catch (NativeCacheException e) {
            throw failed(AgentException.wrong(String.valueOf(e.getMessage()), e));
        } catch (IOException | UncheckedIOException e) {
            var unusable =
                    new AgentException("the home folder %s cannot be used: %s".formatted(home, FailureReason.of(e)), e);
            throw failed(DiskFailure.or(home, e, unusable));
        } catch (AgentException e) {
            throw failed(DiskFailure.or(home, e, e));
        } catch (RuntimeException | Error e) {
            meters.trouble(Optional.of(LastWord.of(e).reason()));
            throw e;
        } finally {
            synchronized (lock) {
                thread = null;
            }
            phase = AgentStatus.Phase.ENDED;
        }
    }

    private AgentException failed(AgentException e) {
        meters.trouble(Optional.ofNullable(e.getMessage()));
        return e;
    }

    private String mine() throws IOException, InterruptedException {
        PrivateFiles.directories(home);
        var keys = KeyFile.loadOrCreate(home, random);
        hotkey = keys.hotkey().address();
        var torch =
                Torch.start(options.resources().device(), options.resources().threads());
        var run = options.target().run();
        var folder = home.resolve(run);
        var store = new SnapshotStore(folder, log);
        var client = new OrchestratorClient(options.target().orchestrator(), run, keys, http, clock, random);
        var equipment = new StageWorkerFactory.Equipment(torch, folder, store, http, clock, random, meters, log);
        while (true) {
            var kept = Kept.read(store, StageWorkerFactory.device(torch, options));
            var registered = register(client, equipment, kept);
            var reason = workAs(new Membership(registered, keys, client), equipment, kept);
            if (reason.isPresent()) {
                return reason.get();
            }
        }
    }

    private RegisterResponse register(
            OrchestratorClient client, StageWorkerFactory.Equipment equipment, Optional<Kept> kept)
            throws IOException, InterruptedException {
        log.info(
                "registering {} for run '{}' at {}",
                hotkey,
                options.target().run(),
                options.target().orchestrator());
        var registering = new RegistrationClient(
                "miner", new SessionFile(equipment.folder()), options.patient(), new Backoff(random), clock, log);
        registrationClient = registering;
        var point = kept.map(Kept::point);
        var device = "%s, %d threads"
                .formatted(equipment.torch().device(), options.resources().threads());
        return registering.register(
                session -> client.register(new RegisterRequest(session, point, version, device)),
                RegisterResponse::session);
    }

    /** Why it ended; empty if it goes on at another stage. */
    private Optional<String> workAs(Membership membership, StageWorkerFactory.Equipment equipment, Optional<Kept> kept)
            throws IOException, InterruptedException {
        var registered = membership.registered();
        var spec = registered.spec();
        var target = options.target();
        if (!spec.run().equals(target.run())) {
            throw AgentException.wrong("the orchestrator at %s serves run '%s', not '%s'"
                    .formatted(target.orchestrator(), spec.run(), target.run()));
        }
        KnownData.require(equipment.folder(), spec);
        stage = registered.stage();
        registration = registered.registration();
        phase = AgentStatus.Phase.STARTING;
        log.info(
                "registration {}: stage {} of {}",
                registration,
                stage,
                spec.model().stages());
        var device = DeviceMemory.bytes(equipment.torch().device());
        // Never more than there is: a process that takes more is killed.
        var memory = Math.min(options.resources().memory().bytes(device), device);
        var share = options.shared().take(spec, stage, memory);
        try {
            log.info("uses at most {} of memory", MemoryCgroup.text(share));
            return work(membership, MemoryPlan.of(spec, stage, share), equipment, kept);
        } finally {
            options.shared().give(share);
        }
    }

    private Optional<String> work(
            Membership membership, MemoryPlan plan, StageWorkerFactory.Equipment equipment, Optional<Kept> kept)
            throws IOException, InterruptedException {
        var place = StageWorkerFactory.worker(options, membership, plan, equipment);
        synchronized (lock) {
            stageWorker = place;
            if (stopped != null) {
                place.stop(stopped);
            }
        }
        try (place;
                var narrator = new Narrator(
                        this::health, new Asking(options.target().orchestrator(), portrait, log), name, log)) {
            narrator.start();
            place.open(kept);
            phase = AgentStatus.Phase.WORKING;
            var reason = place.work();
            if (leaves(place)) {
                phase = AgentStatus.Phase.REGISTERING;
                log.info("moves: {}", reason);
                return Optional.empty();
            }
            phase = AgentStatus.Phase.ENDING;
            log.info("ends: {}", reason);
            return Optional.of(reason);
        }
    }

    /** Whether it goes on at another stage: whoever wants to stop it meanwhile interrupts it. */
    private boolean leaves(StageWorker place) {
        synchronized (lock) {
            if (!place.isMoving() || stopped != null || leaving) {
                return false;
            }
            stageWorker = null;
            return true;
        }
    }

    /** Asks the miner to finish what the device is at, snapshot, and end. */
    public void stop(String reason) {
        synchronized (lock) {
            stopped = reason;
            if (stageWorker != null) {
                stageWorker.stop(reason);
            } else if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Asks the miner to take no more work, to hand in what it has trained in the epoch, and to end. */
    public void leave() {
        synchronized (lock) {
            leaving = true;
            if (stageWorker == null || !stageWorker.leave()) {
                stop("it leaves");
            }
        }
    }

    private String reason() {
        synchronized (lock) {
            return stopped == null ? "interrupted" : stopped;
        }
    }

    /** What went wrong in the miner itself stands before what goes wrong between it and the orchestrator. */
    private AgentStatus.Contact contact(@Nullable StageWorker place) {
        var registering = registrationClient;
        var contact = place != null
                ? place.contact()
                : new AgentStatus.Contact(false, registering == null ? Optional.empty() : registering.trouble());
        return new AgentStatus.Contact(contact.heartbeat(), meters.trouble().or(contact::trouble));
    }

    /** How it is, with all that there is to say. */
    public MinerHealth health() {
        var registering = registrationClient;
        var refused = registering == null
                ? Optional.<Portrait.Refused>empty()
                : registering.refused().map(wait -> new Portrait.Refused(wait.reason(), wait.until()));
        return portrait.of(new Portrait.Life(status(), refused, meters.steps()));
    }

    public AgentStatus status() {
        StageWorker place;
        synchronized (lock) {
            place = stageWorker;
        }
        return new AgentStatus(
                name, phase, hotkey, stage, meters.openStep(), registration, contact(place), meters.utilisation());
    }
}
