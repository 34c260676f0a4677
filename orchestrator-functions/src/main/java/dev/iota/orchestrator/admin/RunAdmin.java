package dev.iota.orchestrator.admin;

import dev.iota.core.epoch.NextCheckpoint;
import dev.iota.core.epoch.Waiting;
import dev.iota.cloud.table.FeedProgress;
import dev.iota.cloud.table.FeedTable;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.cloud.table.Pointer;
import dev.iota.cloud.table.RunRecord;
import dev.iota.cloud.table.StepRecord;
import dev.iota.core.admission.AdmissionPolicy;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.routing.Feed;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.Epochs;
import dev.iota.orchestrator.epoch.InitialState;
import dev.iota.orchestrator.epoch.Publication;
import dev.iota.orchestrator.hop.Dispatcher;
import dev.iota.orchestrator.member.Evictions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What an operator does with a run, with an operator's credentials. */
public final class RunAdmin {
    /** Waiting microbatches are counted up to here. */
    private static final int COUNTED = 1000;

    /** What an operator's loop may try before it gives up on other writers. */
    private static final int TRIES = 50;

    private final Services services;
    private final Runs runs;
    private final Dispatcher dispatcher;
    private final Epochs epochs;
    private final Evictions evictions;

    public RunAdmin(Services services) {
        this.services = services;
        this.runs = new Runs(services);
        this.dispatcher = Dispatcher.of(services);
        this.epochs = Epochs.of(services, runs, dispatcher);
        this.evictions = new Evictions(services, dispatcher);
    }

    /**
     * Sets the run up, open for {@code limit} data positions. Once more with the same run, whatever number of epochs it
     * has by now, it completes what a crash left out and changes nothing else.
     *
     * @throws IllegalArgumentException if there is another run under this name, or its name is another one
     */
    public void create(RunRecord record, long limit) {
        var name = services.names().run();
        if (!record.spec().run().equals(name)) {
            throw new IllegalArgumentException("the specification is of the run '%s', the configuration of '%s'"
                    .formatted(record.spec().run(), name));
        }
        if (!services.runs().create(record)
                && !services.runs()
                        .get()
                        .map(known -> known.at(record.epoch())
                                .withEpochs(record.spec().epochs().count()))
                        .map(record::equals)
                        .orElse(false)) {
            throw new IllegalArgumentException(
                    "the run '%s' exists with another specification or other data: choose another name or go on with it"
                            .formatted(name));
        }
        var shards = record.spec().indexShards();
        var feeds = new FeedTable(services.clients().dynamoDb(), services.names(), shards);
        IntStream.range(0, shards).forEach(shard -> feeds.create(Feed.fresh(shard, shards, limit)));
    }

    /**
     * Publishes the state of a stage that the first epoch starts from; the same once more changes nothing. With the
     * last of the stages the first epoch begins.
     *
     * @param parameters of the stage, in the order of its program
     * @param file all parameters in that order, float32, little-endian
     * @throws IllegalArgumentException if the file has another length
     * @throws IllegalStateException if the run began from another state already
     */
    public void publishInitial(int stage, List<ParameterShape> parameters, Path file) {
        var run = runs.current();
        var checkpoint = new InitialState(services, run, stage, parameters).store(file);
        var object = epochs.stages().checkpoints().write(checkpoint);
        var before = services.runs()
                .pointer(0)
                .orElseGet(() -> new Pointer(0, Collections.nCopies(run.stages(), Optional.empty())));
        var published = new ArrayList<>(before.checkpoints());
        published.set(stage, Optional.of(object));
        var next = new Pointer(0, published);
        if (!next.equals(before)) {
            if (before.isComplete()) {
                throw new IllegalStateException("the run began from another state of stage %d".formatted(stage));
            }
            services.runs().publishFirst(next);
        }
        if (next.isComplete()) {
            services.executions().start(0, 1);
        }
    }

    /** The newest published state of a stage. */
    public StageCheckpoint checkpoint(int stage) {
        var run = runs.current();
        var pointer = services.runs()
                .pointer(run.epoch())
                .orElseThrow(() -> new IllegalStateException("no state of the run is published"));
        return epochs.stages().checkpoints().read(pointer.of(stage));
    }

    /**
     * Lets the run go on from what an earlier epoch started from, as a new epoch: what is open of the current one is
     * taken back, and miners load. Nothing of the epochs in between is removed.
     *
     * @return the new epoch
     * @throws IllegalArgumentException if that epoch has no published state
     * @throws IllegalStateException if the run moved on at this moment
     */
    public int rollback(int epoch) {
        var run = runs.current();
        var target = services.runs()
                .pointer(epoch)
                .filter(Pointer::isComplete)
                .orElseThrow(() -> new IllegalArgumentException("epoch %d has no published state".formatted(epoch)));
        epochs.takeBack(run, run.epoch());
        var next = run.epoch() + 1;
        var none = new Exclusion(List.of(), List.of());
        var checkpoints = epochs.stages().checkpoints();
        var carried = IntStream.range(0, run.stages())
                .mapToObj(stage ->
                        new NextCheckpoint(checkpoints.read(target.of(stage)), target.of(stage).sha256())
                                .carriedOver(next, none))
                .map(checkpoints::write)
                .map(Optional::of)
                .toList();
        var transaction = services.transaction();
        services.runs().flip(transaction, services.runs().get().orElseThrow(), new Pointer(next, carried));
        services.epochs().epoch(run.epoch()).ifPresent(item -> services.epochs()
                .replace(transaction, item.published(0, EpochFigures.NONE, services.now())));
        if (!transaction.commit().committed()) {
            throw moved();
        }
        runs.forget();
        epochs.evaluate(run.epoch());
        var moved = runs.current();
        new Publication(services, epochs.stages()).load(moved);
        if (moved.hasEpochsLeft()) {
            services.executions().start(next, 1);
        }
        return next;
    }

    /**
     * Lets a run that is cut into epochs have so many, and go on with the next one if it has not come to its end.
     *
     * @throws IllegalArgumentException if it is not cut into epochs
     * @throws IllegalStateException if the run moved on at this moment
     */
    public void extend(int count) {
        var before = services.runs().get().orElseThrow();
        if (before.spec().epochs().count() == 0 || count < 1) {
            throw new IllegalArgumentException("the run has %d epochs, which cannot become %d"
                    .formatted(before.spec().epochs().count(), count));
        }
        if (!services.runs().replace(before, before.withEpochs(count))) {
            throw moved();
        }
        runs.forget();
        epochs.ensureMoved(runs.current());
    }

    private static IllegalStateException moved() {
        return new IllegalStateException("the run moved on at this moment; look at its status and try again");
    }

    /** Every epoch that the run can go on from, from the first on, with what it started from. */
    public List<EpochHistory> history() {
        var began = epochs().stream().collect(Collectors.toMap(EpochStatus::epoch, status -> status));
        var current = runs.current().epoch();
        var epochOf = new HashMap<String, Integer>();
        var history = new ArrayList<EpochHistory>();
        for (var epoch = 0; epoch <= current; epoch++) {
            var pointer = services.runs().pointer(epoch).filter(Pointer::isComplete);
            if (pointer.isEmpty()) {
                continue;
            }
            var starts = new ArrayList<EpochHistory.Start>();
            for (var object : pointer.get().checkpoints()) {
                var checkpoint = epochs.stages().checkpoints().read(object.orElseThrow());
                starts.add(new EpochHistory.Start(
                        object.get().sha256(),
                        checkpoint.origin(),
                        checkpoint.parent().flatMap(parent -> Optional.ofNullable(epochOf.get(parent)))));
                epochOf.put(object.get().sha256(), epoch);
            }
            history.add(new EpochHistory(epoch, epoch == current, Optional.ofNullable(began.get(epoch)), starts));
        }
        return history;
    }

    /** Every epoch that began, from the first on. */
    public List<EpochStatus> epochs() {
        return services.epochs().epochs().stream().map(RunAdmin::epoch).toList();
    }

    /** What miners say that they moved for merges, of every epoch that was published. */
    public List<TrafficState> traffic() {
        return services.epochs().traffic();
    }

    private static EpochStatus epoch(Epoch item) {
        return new EpochStatus(
                item.epoch(),
                item.phase().name(),
                item.start().at(),
                item.start().commitment(),
                item.outcome().mergeSeconds(),
                item.outcome().redone(),
                item.outcome().figures());
    }

    /** The run as it was set up. */
    public RunRecord record() {
        return runs.current().record();
    }

    /** Lets microbatches start until {@code limit} data positions of the run are taken. */
    public void open(long limit) {
        setFeeds(true, limit);
        dispatcher.dispatchAfresh(runs.current(), 0);
    }

    /** Lets no new microbatch start; the training of the epoch is over then. */
    public void close() {
        var limit = runs.current().feeds().all().stream()
                .mapToLong(Feed::limit)
                .max()
                .orElse(0);
        setFeeds(false, limit);
        epochs.evaluate(runs.current().epoch());
    }

    private void setFeeds(boolean open, long limit) {
        var feeds = runs.current().feeds();
        feeds.all().forEach(feed -> setFeed(feeds, feed.shard(), open, limit));
    }

    private static void setFeed(FeedTable feeds, int shard, boolean open, long limit) {
        for (var attempt = 0; attempt < TRIES; attempt++) {
            var feed = feeds.get(shard).orElseThrow();
            if ((feed.open() == open && feed.limit() == limit) || feeds.replace(feed.with(open, limit))) {
                return;
            }
        }
        throw new IllegalStateException("feed %d changes too fast to be written".formatted(shard));
    }

    /** How far the run is. */
    public StatusResponse status() {
        var run = runs.current();
        // What became of microbatches is read first: what starts in between can only make more of them in flight.
        var feedProgress = run.feeds().feedProgress();
        var feeds = run.feeds().all();
        var waiting = IntStream.range(0, run.stages())
                .map(stage -> IntStream.range(0, run.microbatches().shards())
                        .map(shard -> run.microbatches()
                                .waiting(stage, shard, COUNTED)
                                .size())
                        .sum())
                .boxed()
                .toList();
        var miners = miners().stream().map(RunAdmin::miner).toList();
        return status(run, feedProgress, feeds, waiting, miners);
    }

    private StatusResponse status(
            Run run,
            FeedProgress feedProgress,
            List<Feed> feeds,
            List<Integer> waiting,
            List<StatusResponse.Miner> miners) {
        var started = feeds.stream().mapToLong(Feed::started).sum();
        var inFlight = started - feedProgress.ended();
        var open =
                feeds.stream().anyMatch(f -> f.draw(run.epoch(), services.now()).isPresent());
        return new StatusResponse(
                run.spec().run(),
                open ? Phase.OPEN : inFlight > 0 ? Phase.DRAINING : Phase.DRAINED,
                run.epoch(),
                feeds.stream().mapToLong(Feed::limit).max().orElse(0),
                started,
                feedProgress.completed(),
                feedProgress.lost(),
                inFlight,
                feeds.stream().mapToLong(Feed::redone).sum(),
                feedProgress.redispatched(),
                feedProgress.meanLoss(),
                feedProgress.lastLoss(),
                waiting,
                miners,
                epochs());
    }

    private static StatusResponse.Miner miner(MinerRecord miner) {
        return new StatusResponse.Miner(
                miner.hotkey(),
                miner.stage(),
                miner.active(),
                miner.slots(),
                miner.inFlight(),
                miner.forwards(),
                miner.backwards(),
                miner.secondsPerHop(),
                miner.secondsBefore() + miner.secondsBusy(),
                miner.hopSeconds(),
                miner.registration(),
                miner.lastSeen(),
                miner.device());
    }

    /** Every microbatch of the run in the order of ids, read page by page: those that are complete are receipts. */
    public Stream<Microbatch> receipts() {
        var table = runs.current().microbatches();
        var shards = new PriorityQueue<Shard>(Comparator.comparingLong(shard -> shard.first.id()));
        for (var shard = 0; shard < table.shards(); shard++) {
            var rest = table.ofShard(shard).iterator();
            if (rest.hasNext()) {
                shards.add(new Shard(rest.next(), rest));
            }
        }
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Merged(shards), Spliterator.ORDERED), false);
    }

    /** Every recorded step of every miner. */
    public Stream<StepRecord> steps() {
        return services.steps().all();
    }

    /** Every miner that ever registered, with how it treats the work that it is given. */
    public List<MinerRecord> miners() {
        return services.miners()
                .all()
                .sorted(Comparator.comparingInt(MinerRecord::stage).thenComparingLong(MinerRecord::registration))
                .toList();
    }

    /** Whom the run lets in. */
    public AdmissionPolicy admission() {
        return services.runs().admission();
    }

    /** Says whom the run lets in from now on. Who is in stays: see {@link #evict}. */
    public void admit(AdmissionPolicy policy) {
        services.runs().admit(policy);
    }

    /**
     * Takes a miner's place, whatever it did.
     *
     * @return false if there is no such miner, it has no place already, or it registered at this moment
     */
    public boolean evict(Hotkey hotkey, Duration time, String reason) {
        return services.miners()
                .get(hotkey)
                .filter(miner -> evictions.evict(
                        runs.current(),
                        miner,
                        miner.conduct().evicted(services.now(), time, "by the operator: " + reason)))
                .isPresent();
    }

    /** Forgives a miner everything: an evicted one may register at once. */
    public void reinstate(Hotkey hotkey, String reason) {
        services.miners().reinstate(hotkey, "reinstated by the operator: " + reason);
    }

    /** Tells every active miner to stop. */
    public void stop(String reason) {
        var run = runs.current();
        var work = new Work.Stop(run.spec().run(), run.epoch(), reason);
        services.miners().all().filter(MinerRecord::active).forEach(miner -> services.inboxes()
                .send(miner.inbox(), work));
    }

    private record Shard(Microbatch first, Iterator<Microbatch> rest) {}

    private record Merged(PriorityQueue<Shard> shards) implements Iterator<Microbatch> {
        @Override
        public boolean hasNext() {
            return !shards.isEmpty();
        }

        @Override
        public Microbatch next() {
            @Nullable Shard shard = shards.poll();
            if (shard == null) {
                throw new java.util.NoSuchElementException("there is no further microbatch");
            }
            if (shard.rest.hasNext()) {
                shards.add(new Shard(shard.rest.next(), shard.rest));
            }
            return shard.first;
        }
    }
}
