package dev.iota.orchestrator;

import dev.iota.cloud.Clients;
import dev.iota.cloud.EpochItem;
import dev.iota.cloud.StageItem;
import dev.iota.core.epoch.EpochSpec;
import dev.iota.core.epoch.QuorumOptions;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.identity.SignedEvent;
import dev.iota.core.merge.BlockLayout;
import dev.iota.core.merge.Codec;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.routing.Look;
import dev.iota.core.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One stage of three blocks, its miners, and a state machine that a test plays. */
final class EpochScene {
    /** Who is silent for much longer passes for dead. */
    private static final Duration BEAT = Duration.ofSeconds(20);

    static final long ELEMENTS = 2 * BlockLayout.ELEMENTS + 100;
    static final int BLOCK = BlockLayout.ELEMENTS * Float.BYTES;

    /** Of every published weight at the start. */
    private static final float START = 1;

    private final TestRun run;
    private final List<MergingMiner> miners;

    /** What stands between a message and its handler. */
    Consumer<Runnable> through = Runnable::run;

    private EpochScene(TestRun run, int miners) {
        this.run = run;
        publish();
        task("Begin");
        this.miners = IntStream.range(0, miners)
                .mapToObj(i -> new MergingMiner(run, START + 0.25f * (i + 1)))
                .toList();
    }

    /** An epoch that begins, with miners that did a microbatch each. */
    static EpochScene of(int miners) {
        return of(miners, spec(10, 0.05), UnaryOperator.identity());
    }

    static EpochScene of(int miners, EpochSpec spec, UnaryOperator<Clients> wrap) {
        return new EpochScene(TestRun.of(1000, spec, wrap), miners);
    }

    /** @param steps of an epoch: ten and more have momentum, and so two sections */
    static EpochSpec spec(int steps, double recomputed) {
        var merge = MergeOptions.of(Mode.DILOCO, Codec.of("float32"), steps);
        return new EpochSpec(
                0,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                new QuorumOptions(80, 1, 1, Duration.ofSeconds(6), 80, Duration.ofSeconds(10), Duration.ofMinutes(2)),
                new MergeOptions(
                        merge.mode(),
                        merge.codec(),
                        false,
                        merge.aggregation(),
                        merge.diloco(),
                        merge.exclusion(),
                        recomputed,
                        merge.releases()),
                Duration.ofMinutes(1));
    }

    private void publish() {
        try {
            var bytes =
                    ByteBuffer.allocate(Math.toIntExact(ELEMENTS * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                bytes.putFloat(START);
            }
            var file = Files.createTempFile("stage", ".f32");
            Files.write(file, bytes.array());
            run.admin().publishInitial(0, List.of(new ParameterShape("w", List.of(ELEMENTS), true)), file);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestRun run() {
        return run;
    }

    List<MergingMiner> miners() {
        return miners;
    }

    TestSfn executions() {
        return (TestSfn) run.services().clients().sfn();
    }

    EpochItem epoch(int epoch) {
        return run.services().epochs().epoch(epoch).orElseThrow();
    }

    StageItem stage() {
        return run.services().epochs().stage(0, 0).orElseThrow();
    }

    /** What the state machine asks. */
    Map<String, Object> task(String task) {
        return new EpochFunction(run.services())
                .handleRequest(
                        Map.of("task", task, "epoch", 0, "try", 1, "stage", 0, "token", token(task)), NoContext.get());
    }

    String token(String task) {
        return run.names().run() + " " + task;
    }

    boolean isAnswered(String task) {
        return executions().answered().contains(token(task));
    }

    /** Every miner does one microbatch. */
    void train() {
        miners.forEach(miner -> deliver(miner.turn()));
    }

    /** The training is over, and everybody has drained and been told to upload. */
    void close() {
        through.accept(run.admin()::close);
        for (var turns = 0; turns < 5 && epoch(0).phase() != EpochItem.Phase.MERGING; turns++) {
            train();
            through.accept(() -> run.ring(Json.write(new Look(0, Optional.empty()))));
        }
    }

    /** Lets these work until nothing is left in their inboxes, and the merge function with them. */
    void work(List<MergingMiner> living) {
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

    void deliver(List<SignedEvent> events) {
        if (!events.isEmpty()) {
            events.forEach(event -> through.accept(() -> run.deliver(event)));
        }
    }

    /** Lets the merge function do what lies in its queue. */
    boolean mergeFunction() {
        var sqs = run.services().clients().sqs();
        var url = sqs.getQueueUrl(b -> b.queueName(run.names().merges())).queueUrl();
        var bodies = new ArrayList<String>();
        for (var message :
                sqs.receiveMessage(b -> b.queueUrl(url).maxNumberOfMessages(10)).messages()) {
            bodies.add(message.body());
            sqs.deleteMessage(b -> b.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
        var function = new MergeShardFunction(run.services());
        for (var body : bodies) {
            var failures =
                    function.handleRequest(TestRun.batch(body), NoContext.get()).getBatchItemFailures();
            if (!failures.isEmpty()) {
                throw new IllegalStateException("the merge function failed at " + body);
            }
        }
        return !bodies.isEmpty();
    }

    /** Time passes; who lives says so, and the timers of the stage come. */
    void pass(Duration time, List<MergingMiner> living) {
        for (var left = time; left.isPositive(); left = left.minus(BEAT)) {
            run.clock().pass(left.compareTo(BEAT) < 0 ? left : BEAT);
            living.forEach(miner -> deliver(miner.heartbeat()));
        }
        through.accept(() -> run.ring(Json.write(new Look(0, Optional.of(0)))));
    }

    /** The stage publishes, and the run goes on. */
    StageCheckpoint publishAndFlip() {
        through.accept(() -> task("Publish"));
        through.accept(() -> task("Flip"));
        run.clock().pass(Duration.ofSeconds(2));
        return run.admin().checkpoint(0);
    }

    /** The first weight of a published state. */
    float weight(StageCheckpoint checkpoint) {
        var object = checkpoint.objects().getFirst();
        var bytes = run.services().objects().read(object.key(), object.bytes()).orElseThrow();
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }
}
