package dev.iota.local.runner.operator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.queue.DeadLetterQueues;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.RunRecord;
import dev.iota.cloud.table.StepRecord;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.StepEntry;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.Goal;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.report.RunResults;
import dev.iota.local.runner.report.Tally;
import dev.iota.orchestrator.admin.RunAdmin;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** The run from its operator's side: sets it up, opens and closes it, looks at it, and collects what came of it. */
public final class Operator implements AutoCloseable {
    /** Where the token shards are in the run's bucket. */
    private static final String DATA = "data/";

    private final RunSpec spec;
    private final Services services;
    private final RunAdmin admin;

    /** The operator of a run in an embedded cloud, which need not have been created there. */
    public Operator(CloudFile cloud, RunSpec spec, InstantSource clock) {
        this(spec, services(spec.run(), Endpoints.clients(cloud), clock));
    }

    private Operator(RunSpec spec, Services services) {
        this.spec = spec;
        this.services = services;
        this.admin = new RunAdmin(services);
    }

    /** The operator of a run that was created where the environment says. */
    static Operator deployed(String run, InstantSource clock) {
        var services = services(run, AwsClients.configured(), clock);
        return new Operator(new RunAdmin(services).record().spec(), services);
    }

    private static Services services(String run, AwsClients awsClients, InstantSource clock) {
        return Services.of(new Names(run), awsClients, clock, new SecureRandom());
    }

    /** What an operator may do with a run that is set up. */
    public RunAdmin admin() {
        return admin;
    }

    /**
     * Stores the token shards of a run's folder, sets up the run, not open yet, and publishes what it starts from;
     * where that was done already it changes nothing.
     */
    public void create(DataManifest manifest, RunFolder folder) {
        for (var shard : manifest.shards()) {
            services.objects().write(DATA + shard.key(), folder.data().resolve(shard.key()));
        }
        admin.create(new RunRecord(spec, manifest, DATA, 0), 0);
        if (!Files.exists(folder.initial())) {
            return; // published by an earlier start
        }
        for (var stage = 0; stage < spec.model().stages(); stage++) {
            var shapes = folder.initial().resolve("stage-%d.json".formatted(stage));
            try {
                admin.publishInitial(
                        stage,
                        List.of(Json.read(Files.readString(shapes), ParameterShape[].class)),
                        folder.initial().resolve("stage-%d.f32".formatted(stage)));
            } catch (IOException e) {
                throw new RunnerException(e, "cannot read %s: %s", shapes, e);
            }
        }
        folder.removeInitial();
    }

    /**
     * Lets microbatches start: at once with the miners that are ready, and with others when they are.
     *
     * @param microbatches data positions to take on top of those that were taken; none for no limit
     */
    public Goal open(OptionalLong microbatches) {
        var before = admin.status();
        var taken = positions();
        var more = microbatches.orElse(Long.MAX_VALUE - taken);
        admin.open(taken + more);
        return new Goal(before, microbatches.isPresent() ? before.started() - before.lost() + more : Long.MAX_VALUE);
    }

    /** The epoch that the run is in. */
    public int epoch() {
        return admin.record().epoch();
    }

    /** Lets no new microbatch start; false if the cloud does not answer now. */
    public boolean stopFeeding() {
        try {
            admin.close();
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    private long positions() {
        var feeds = new FeedTable(services.clients().dynamoDb(), services.names(), spec.indexShards());
        return feeds.all().stream().mapToLong(Feed::fresh).sum();
    }

    /** How far the run is; empty while the cloud does not answer. */
    public Optional<StatusResponse> status() {
        try {
            return Optional.of(admin.status());
        } catch (SdkException e) {
            return Optional.empty();
        }
    }

    /** Writes the newest published weights of each stage to a file {@code stage-N.bin} of the folder. */
    public void download(Path folder) {
        try {
            Files.createDirectories(folder);
            for (var stage = 0; stage < spec.model().stages(); stage++) {
                download(admin.checkpoint(stage), folder.resolve("stage-%d.bin".formatted(stage)));
            }
        } catch (IOException e) {
            throw new RunnerException(e, "cannot keep the weights of the run in %s: %s", folder, e);
        }
    }

    private void download(StageCheckpoint checkpoint, Path file) throws IOException {
        var weights = checkpoint.objects().stream()
                .filter(object -> object.section() == 0)
                .sorted(Comparator.comparingInt(StateObject::firstBlock))
                .toList();
        try (var out = Files.newOutputStream(file)) {
            for (var object : weights) {
                var hashing = new DigestOutputStream(out, sha256());
                try (var in = services.objects().open(object.key())) {
                    in.transferTo(hashing);
                }
                var found = HexFormat.of().formatHex(hashing.getMessageDigest().digest());
                if (!found.equals(object.sha256())) {
                    throw new IOException("the object %s has the SHA-256 %s, its checkpoint says %s"
                            .formatted(object.key(), found, object.sha256()));
                }
            }
        }
    }

    /** What the orchestrator refused, and messages that none of its functions could handle. */
    List<Quarantined> refused() {
        return Stream.concat(
                        services.quarantine().all(services.clock().instant()),
                        new DeadLetterQueues(services.clients().sqs(), services.names()).all())
                .toList();
    }

    /** Lets a run that is cut into epochs have so many. */
    public void extend(int epochs) {
        admin.extend(epochs);
    }

    /** The microbatches that came back to the head so far. */
    public List<Microbatch> completed() {
        return admin.receipts()
                .filter(microbatch -> microbatch.state() == Microbatch.State.COMPLETE)
                .toList();
    }

    /** A step that counts, and its microbatches. */
    public record Step(int epoch, List<Long> microbatches) {}

    /** The steps of a stage, by miner and in their order. */
    public List<Step> stepsOf(int stage) {
        return admin.steps()
                .filter(record -> !record.discarded() && record.step().stage() == stage)
                .sorted(Comparator.comparing(StepRecord::hotkey)
                        .thenComparingInt(record -> record.step().epoch())
                        .thenComparingInt(record -> record.step().step()))
                .map(record -> new Step(
                        record.step().epoch(),
                        record.step().microbatches().stream()
                                .map(StepEntry::microbatch)
                                .toList()))
                .toList();
    }

    /** What the tables say at the end. */
    public RunResults.Books books(int window) {
        var tally = new Tally(window);
        admin.receipts().forEach(tally::add);
        var steps = new HashMap<Integer, Long>();
        admin.steps()
                .filter(record -> !record.discarded())
                .forEach(record -> steps.merge(record.step().stage(), 1L, Long::sum));
        var traffic = traffic().stream()
                .collect(Collectors.toMap(TrafficState::epoch, TrafficState::traffic, MergeTraffic::plus));
        return new RunResults.Books(admin.status(), tally, steps, traffic);
    }

    /** What was moved for the merge of each epoch, as each miner counted it. */
    public List<TrafficState> traffic() {
        return admin.traffic();
    }

    /** W: bytes of a stage's weights. */
    public long weightBytes(int stage) {
        return Float.BYTES * admin.checkpoint(stage).layout().elements();
    }

    /** Miners that have said what they moved for the merge of an epoch; none while the cloud does not answer. */
    public long counted(int epoch) {
        try {
            return admin.traffic().stream()
                    .filter(item -> item.epoch() == epoch)
                    .count();
        } catch (SdkException e) {
            return 0;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        services.clients().close();
    }
}
