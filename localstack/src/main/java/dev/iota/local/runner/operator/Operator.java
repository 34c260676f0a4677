package dev.iota.local.runner.operator;

import dev.iota.cloud.client.ObjectStore;
import dev.iota.cloud.queue.DeadLetterQueues;
import dev.iota.cloud.queue.QueueDepths;
import dev.iota.cloud.reader.ViewSource;
import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.RunRecord;
import dev.iota.cloud.table.StepRecord;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.data.DataManifest;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Quarantined;
import dev.iota.core.wire.StepEntry;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.admin.AuditAdmin;
import dev.iota.orchestrator.admin.MinerAdmin;
import dev.iota.orchestrator.admin.Receipts;
import dev.iota.orchestrator.admin.RunControl;
import dev.iota.orchestrator.admin.RunCreation;
import dev.iota.orchestrator.admin.RunHistory;
import dev.iota.orchestrator.admin.RunOrders;
import dev.iota.orchestrator.admin.RunStatus;
import dev.iota.orchestrator.admin.ScoreBooks;
import dev.iota.orchestrator.admin.StartWeights;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** The run from its operator's side: sets it up, opens and closes it, looks at it, and collects what came of it. */
public final class Operator implements AutoCloseable {
    /** Where the token shards are in the run's bucket. */
    private static final String DATA = "data/";

    private final RunSpec spec;
    private final Services services;
    private final Runs runs;
    private final RunControl control;
    private final RunStatus status;
    private final Receipts receipts;
    private final RunObjects objects;
    private final FeedTable feeds;
    private final BookReader books;

    /** The operator of a run in a cloud on this machine, which need not have been created there. */
    public Operator(CloudFile cloud, RunSpec spec, InstantSource clock) {
        this(spec, Services.of(cloud.names(), Endpoints.clients(cloud), clock, new SecureRandom()));
    }

    /** The operator of a run behind these services, which need not have been created there. */
    public Operator(RunSpec spec, Services services) {
        this.spec = spec;
        this.services = services;
        this.runs = new Runs(services);
        this.control = new RunControl(services, runs);
        this.status = new RunStatus(services, runs);
        this.receipts = new Receipts(services, runs);
        this.objects = new RunObjects(services.objects());
        this.feeds = new FeedTable(services.clients().dynamoDb(), services.names(), spec.indexShards());
        this.books = new BookReader(status, receipts, minerAdmin(), feeds);
    }

    /** The operator of a run that was created where the environment says. */
    public static Operator deployed(String run, InstantSource clock) {
        var services = Endpoints.deployed(run, clock);
        return new Operator(new Runs(services).current().spec(), services);
    }

    /** What steers the run. */
    public RunControl control() {
        return control;
    }

    /** What its owner may tell it. */
    public RunOrders orders() {
        return new RunOrders(services, runs, control);
    }

    /** What lies in its queues, by their names. */
    public Map<String, QueueDepths.Depth> queues() {
        return new QueueDepths(services.clients().sqs(), services.names()).all();
    }

    /** What the run published. */
    public RunHistory history() {
        return new RunHistory(services, runs);
    }

    /** What its miners earned. */
    public ScoreBooks scores() {
        return new ScoreBooks(services, runs);
    }

    /** What anybody may see of the run, read from its tables. */
    public ViewSource views() {
        return new TableViews(services);
    }

    /** What says who validates the run, and what became of audits. */
    public AuditAdmin auditAdmin() {
        return new AuditAdmin(services, runs);
    }

    /** What decides on the miners of the run. */
    public MinerAdmin minerAdmin() {
        return new MinerAdmin(services, runs);
    }

    /**
     * Sets up the run, and publishes what it starts from; where that was done already it changes nothing but token
     * shards that are damaged.
     *
     * @param shards folder of the token shards
     * @param weights asked for only if the run did not begin with them already
     * @param limit data positions that may start as soon as there are miners
     */
    public void create(
            DataManifest manifest,
            Path shards,
            Supplier<StartWeights> weights,
            RunCreation.Progress progress,
            long limit) {
        ObjectStore.configured()
                .ifPresent(store -> ObjectStore.make(
                        services.clients().s3(), services.names().objects()));
        try {
            var record = new RunRecord(spec, manifest, DATA, 0);
            new RunCreation(services, runs, progress).create(record, shards, weights, limit);
        } catch (IllegalArgumentException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Lets microbatches start: at once with the miners that are ready, and with others when they are.
     *
     * @param microbatches data positions to take on top of those that were taken; none for no limit
     */
    public Goal open(OptionalLong microbatches) {
        var before = status.now();
        var taken = feeds.all().stream().mapToLong(Feed::fresh).sum();
        var more = microbatches.orElse(Long.MAX_VALUE - taken);
        control.open(taken + more);
        orders().lift();
        return new Goal(before, microbatches.isPresent() ? before.started() - before.lost() + more : Long.MAX_VALUE);
    }

    /** The epoch that the run is in. */
    public int epoch() {
        return status.record().epoch();
    }

    /** Lets no new microbatch start; false if the cloud does not answer now. */
    public boolean stopFeeding() {
        try {
            control.close();
            return true;
        } catch (SdkException e) {
            return false;
        }
    }

    /** How far the run is; empty while the cloud does not answer. */
    public Optional<StatusResponse> status() {
        try {
            return Optional.of(status.now());
        } catch (SdkException e) {
            return Optional.empty();
        }
    }

    /** Bytes that the processes of all miners have moved, as they say; 0 while the cloud does not answer. */
    public long moved() {
        try {
            return minerAdmin().miners().stream()
                    .mapToLong(miner -> miner.load().traffic().moved())
                    .sum();
        } catch (SdkException e) {
            return 0;
        }
    }

    /** What the orchestrator refused, and messages that none of its functions could handle. */
    public List<Quarantined> refused() {
        return Stream.concat(
                        services.quarantine().all(services.clock().instant()),
                        new DeadLetterQueues(services.clients().sqs(), services.names()).all())
                .toList();
    }

    /** Lets a run that is cut into epochs have so many. */
    public void extend(int epochs) {
        control.extend(epochs);
    }

    /** What the run is by now. */
    public RunSpec recorded() {
        return status.record().spec();
    }

    /**
     * Lets the run go on from its newest published weights, as a new epoch, with another learning rate.
     *
     * @return what the run is now
     */
    public RunSpec resume(double learningRate) {
        try {
            control.resume(learningRate);
            return recorded();
        } catch (IllegalStateException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    /** The microbatches that came back to the head so far, read page by page. */
    public Stream<Microbatch> receipts() {
        return receipts.microbatches().filter(microbatch -> microbatch.state() == Microbatch.State.COMPLETE);
    }

    /**
     * Writes the receipt of a microbatch into a folder.
     *
     * @return why hops that were audited are not in it, a sentence each
     */
    public List<String> exportReceipt(long microbatch, Path folder) throws IOException {
        return receipts.export(microbatch, folder);
    }

    /** A step that counts, and its microbatches. */
    public record Step(int epoch, List<Long> microbatches) {}

    /** The steps of a stage, by miner and in their order. */
    public List<Step> stepsOf(int stage) {
        return receipts.steps()
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

    /**
     * What the tables say at the end of a session.
     *
     * @param window microbatches that the first and the last loss are the mean of
     * @param before what the orchestrator said when the session began
     * @param since when that was
     */
    public Books books(int window, StatusResponse before, Instant since, DataManifest manifest) {
        return books.read(window, before, since, () -> objects.damaged(DATA, manifest));
    }

    /** Data positions that were given back and did not start again yet. */
    public long givenBack() {
        return books.givenBack();
    }

    /** What was moved for the merge of each epoch, as each miner counted it. */
    public List<TrafficState> traffic() {
        return status.traffic();
    }

    /** Miners that have said what they moved for the merge of an epoch; none while the cloud does not answer. */
    public long counted(int epoch) {
        try {
            return status.traffic().stream()
                    .filter(item -> item.epoch() == epoch)
                    .count();
        } catch (SdkException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        services.clients().close();
    }
}
