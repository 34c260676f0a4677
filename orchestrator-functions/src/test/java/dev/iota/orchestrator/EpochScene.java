package dev.iota.orchestrator;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.base.Json;
import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.StageMerge.Phase;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.routing.Candidate;
import dev.iota.core.routing.PhaseTimer;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Stages of a few blocks, their miners, and a state machine that a test plays, epoch after epoch. */
public final class EpochScene {
    /** Who is silent for much longer passes for dead. */
    private static final Duration BEAT = Duration.ofSeconds(20);

    /** Bytes of a block of float32. */
    static final int BLOCK = BlockLayout.ELEMENTS * Float.BYTES;

    private static final int TURNS = 200;

    private final Setup setup;
    private final TestRun run;
    private final TestObjectStore store = new TestObjectStore();
    private final List<MergingMiner> miners;
    private int epoch;

    /** What stands between a message and its handler. */
    Consumer<Runnable> through = Runnable::run;

    /** An epoch that begins. */
    public EpochScene(Setup setup) {
        this.setup = setup;
        this.run = TestRun.of(1_000_000, setup.seed(), setup.stages(), setup.spec(), setup.audits(), setup.wrap());
        publish();
        task("Begin");
        this.miners = IntStream.range(0, setup.stages() * setup.miners())
                .mapToObj(i -> join(setup.recipes().apply(i)))
                .toList();
    }

    public static EpochScene of(int miners) {
        return new EpochScene(Setup.of(miners, spec(10, 0.05)));
    }

    public static EpochScene of(int miners, EpochSpec spec) {
        return new EpochScene(Setup.of(miners, spec));
    }

    /** For what happens between the owners of a stage's shards. */
    static EpochScene ofThreeBlocks(int miners) {
        return ofThreeBlocks(miners, spec(10, 0.05));
    }

    static EpochScene ofThreeBlocks(int miners, EpochSpec spec) {
        return new EpochScene(Setup.of(miners, spec).threeBlocks());
    }

    /** @param steps of an epoch: ten and more have momentum, and so two sections */
    public static EpochSpec spec(int steps, double recomputed) {
        return Setup.spec(steps, recomputed);
    }

    static EpochSpec spec(MergeOptions merge, double recomputed) {
        return Setup.spec(merge, recomputed);
    }

    private void publish() {
        try {
            for (var stage = 0; stage < setup.stages(); stage++) {
                run.setup()
                        .publishInitial(
                                stage,
                                List.of(new ParameterShape("w", List.of((long) setup.start().length), true)),
                                new ByteArrayInputStream(Drafts.raw(setup.start())),
                                (bytes, sent) -> {});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more miner. */
    MergingMiner join(Recipe recipe) {
        return new MergingMiner(run, setup.start(), store, recipe);
    }

    public TestRun run() {
        return run;
    }

    public List<MergingMiner> miners() {
        return miners;
    }

    /** Those of one stage. */
    List<MergingMiner> miners(int stage) {
        return miners.stream().filter(m -> m.miner().stage() == stage).toList();
    }

    public TestSfn executions() {
        return (TestSfn) TestCloud.shared().awsClients().sfn();
    }

    Epoch epoch(int number) {
        return run.services().epochs().epoch(number).orElseThrow();
    }

    StageMerge stage() {
        return stage(0);
    }

    StageMerge stage(int stage) {
        return run.services().epochs().stage(epoch, stage).orElseThrow();
    }

    /** How the last epoch went. */
    public EpochStatus status() {
        return run.status().epochs().get(epoch - 1);
    }

    /** What the state machine asks, of every stage where it asks that. */
    void task(String task) {
        task(task, epoch);
    }

    /** The same of an epoch that may be over. */
    void task(String task, int of) {
        for (var stage = 0; stage < setup.stages(); stage++) {
            var input = Map.<String, Object>of(
                    "task", task, "epoch", of, "try", 1, "stage", stage, "token", token(task, stage));
            through.accept(() -> new EpochFunction(run.services()).handleRequest(input, NoContext.get()));
        }
    }

    private String token(String task, int stage) {
        return "%s %s %d %d".formatted(run.names().run(), task, epoch, stage);
    }

    boolean isAnswered(String task) {
        return executions().answered().contains(token(task, 0));
    }

    /** Every miner does what it finds. */
    public void train() {
        miners.forEach(miner -> deliver(miner.turn()));
    }

    /** A miner takes no more work, and uploads what it has while the others train. */
    void leave(MergingMiner leaver) {
        leaver.miner().renew(Candidate.LEAVING);
        deliver(leaver.turn());
        var name = run.run().spec().run();
        deliver(leaver.answer(new Work.Collect(
                name, epoch, leaver.miner().stage(), run.clock().instant())));
    }

    /** Everybody trains for so many turns, until time has come and everybody has drained and been told to upload. */
    public void trainFor(int turns) {
        for (var turn = 0; turn < turns; turn++) {
            train();
        }
        for (var passed = Duration.ZERO; passed.compareTo(setup.spec().shortest()) < 0; passed = passed.plus(BEAT)) {
            run.clock().pass(BEAT);
            miners.forEach(miner -> deliver(miner.heartbeat()));
            train();
        }
        drain();
    }

    /** The training is over for good, and everybody has drained and been told to upload. */
    public void close() {
        through.accept(run.control()::close);
        drain();
    }

    /** The same, but for the last miner, which neither answers nor uploads until the others have waited for it. */
    public void closeWithoutLast() {
        close();
        var living = miners().subList(0, miners().size() - 1);
        work(living);
        pass(Duration.ofMinutes(2).plusSeconds(1), living);
        work(living);
    }

    private void drain() {
        for (var turns = 0; turns < TURNS && epoch(epoch).phase() != Epoch.Phase.MERGING; turns++) {
            train();
            look();
        }
    }

    /** A timer of the run comes. */
    void look() {
        through.accept(() -> run.ring(Json.write(new PhaseTimer(epoch, Optional.empty()))));
    }

    /** A timer of each stage comes. */
    void lookAtStages() {
        for (var stage = 0; stage < setup.stages(); stage++) {
            var look = Json.write(new PhaseTimer(epoch, Optional.of(stage)));
            through.accept(() -> run.ring(look));
        }
    }

    /** Lets these work until nothing is left in their inboxes, and the merge function with them. */
    public void work(List<MergingMiner> living) {
        for (var found = true; found; ) {
            found = false;
            for (var miner : living) {
                var events = miner.turn();
                deliver(events);
                found |= !events.isEmpty();
            }
            found |= mergeFunction();
        }
    }

    public void deliver(List<SignedEvent> events) {
        events.forEach(event -> through.accept(() -> run.deliver(event)));
    }

    /** Lets the merge function do what lies in its queue. */
    boolean mergeFunction() {
        return TestMergeFunction.work(run, through);
    }

    /** Time passes; who lives says so, and the timers of the stages come. */
    public void pass(Duration time, List<MergingMiner> living) {
        for (var left = time; left.isPositive(); left = left.minus(BEAT)) {
            run.clock().pass(left.compareTo(BEAT) < 0 ? left : BEAT);
            living.forEach(miner -> deliver(miner.heartbeat()));
        }
        lookAtStages();
    }

    /** Lets these work, and leases run out, until everything is merged; a shard takes at most so many leases. */
    public void mergeWith(List<MergingMiner> living) {
        work(living);
        for (var looks = 0; looks < TURNS && !isMerged(); looks++) {
            pass(Duration.ofSeconds(61), living);
            work(living);
        }
    }

    /** Whether every stage has all that its checkpoint consists of. */
    boolean isMerged() {
        return IntStream.range(0, setup.stages()).allMatch(stage -> stage(stage).phase() == Phase.PUBLISHING);
    }

    /** The stages publish, and the run goes on; the state of the first of them. */
    public StageCheckpoint publishAndFlip() {
        task("Publish");
        task("Flip");
        run.clock().pass(Duration.ofSeconds(2));
        store.forget();
        epoch++;
        return run.history().checkpoint(0);
    }

    /** The next epoch begins, with everybody who lives. */
    public void next() {
        task("Begin");
        for (var miner : miners) {
            deliver(miner.turn());
            deliver(miner.heartbeat());
        }
    }

    /** The first weight of a published state. */
    float weight(StageCheckpoint checkpoint) {
        return weights(checkpoint)[0];
    }

    /** All weights of a published state. */
    float[] weights(StageCheckpoint checkpoint) {
        return Drafts.weights(run, checkpoint);
    }
}
