package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.AuditDraw;
import dev.iota.core.audit.Evidence;
import dev.iota.core.clasp.ClaspEpoch;
import dev.iota.core.clasp.ClaspOptions;
import dev.iota.core.clasp.ClaspSeries;
import dev.iota.core.clasp.MinerEffect;
import dev.iota.core.clasp.SampledPathway;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.magnitude.MagnitudeEpoch;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.suspicion.EpochSuspicions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Two stages of three miners, one of which may raise the loss of what passes it; tails tell the truth. */
final class ClaspScene {
    /** One hop of twenty, and half of the hops of those that are suspected. */
    static final AuditSpec SHARES = share(0.05);

    /** One hop of ten, and all hops of those that are suspected: of few hops that can be told. */
    static final AuditSpec CERTAIN = share(0.1);

    private static final int STAGES = 2;
    private static final float LOSS = 4.5f;
    private static final double NOISE = 0.1;

    /** Turns of everybody that make some more than a hundred microbatches. */
    static final int MANY = 110;

    private final EpochScene scene;
    private final Random noise = new Random(1);
    private final float harm;

    /** @param harm nats that the second miner of the head adds */
    ClaspScene(float harm, UnaryOperator<AwsClients> wrap) {
        this(harm, wrap, CERTAIN);
    }

    ClaspScene(float harm, UnaryOperator<AwsClients> wrap, AuditSpec audits) {
        this.harm = harm;
        this.scene = new EpochScene(Setup.of(3, EpochScene.spec(1, 0))
                .stages(STAGES)
                .blocks(1)
                .audits(audits)
                .wrap(wrap));
        scene.miners().forEach(miner -> miner.miner().losses = this::loss);
    }

    private static AuditSpec share(double share) {
        return new AuditSpec(share, 0, 0, 1, 10, 2, Duration.ofMinutes(10), Duration.ofHours(2));
    }

    private float loss(long microbatch) {
        return loss(run().microbatch(microbatch).hops().stream()
                .anyMatch(hop -> hop.hotkey().equals(bad())));
    }

    private float loss(boolean isHarmed) {
        return LOSS + (float) (NOISE * noise.nextGaussian()) + (isHarmed ? harm : 0);
    }

    TestRun run() {
        return scene.run();
    }

    Hotkey bad() {
        return miner(0, 1).hotkey();
    }

    /**
     * What is known after the first epoch, before it is played: of so many pathways that nobody trained. What is there
     * is not written again, so what the first epoch really has is left out.
     */
    void history(int pathways) {
        var made = new ArrayList<SampledPathway>();
        for (var i = 0; i < pathways; i++) {
            var hotkeys = IntStream.range(0, STAGES)
                    .mapToObj(stage -> scene.miners(stage))
                    .map(miners ->
                            miners.get(noise.nextInt(miners.size())).miner().hotkey())
                    .toList();
            made.add(new SampledPathway(0, hotkeys, loss(hotkeys.contains(bad())), OptionalDouble.empty(), false));
        }
        var losses = new ClaspSeries(ClaspOptions.DEFAULT).first(run().names().run(), made);
        run().services()
                .objects()
                .write(
                        ObjectKeys.clasp(0),
                        new EpochSuspicions(losses, MagnitudeEpoch.NONE).write().getBytes(StandardCharsets.UTF_8));
    }

    TestMiner miner(int stage, int number) {
        return scene.miners(stage).get(number).miner();
    }

    /** An epoch of about as many microbatches as turns, published. */
    void epoch(int turns) {
        scene.trainFor(turns);
        scene.work(scene.miners());
        scene.publishAndFlip();
    }

    void next() {
        scene.next();
    }

    EpochSuspicions suspicions() {
        return run().audits().suspicions().orElseThrow();
    }

    ClaspEpoch known() {
        return suspicions().losses();
    }

    List<Hotkey> suspected() {
        return known().suspected().stream()
                .map(MinerEffect::seat)
                .map(seat -> seat.miner())
                .toList();
    }

    /** Of the hops of the bad miner that an epoch completed, whether each is audited. */
    List<Boolean> audited(int epoch) {
        return completed(epoch)
                .map(microbatch -> microbatch.hops().getFirst())
                .filter(hop -> hop.hotkey().equals(bad()))
                .map(hop -> hop.audit().isPresent())
                .toList();
    }

    /** Whether a hop of a tail is audited follows from its draw alone, hop by hop. */
    void requireTailsDrawnBelow(double rate, int epoch) {
        var secret =
                run().services().epochs().epoch(epoch).orElseThrow().start().secret();
        var spec = run().run().spec();
        assertThat(completed(epoch)).isNotEmpty().allSatisfy(microbatch -> {
            var hop = microbatch.hops().getLast();
            var lease = hop.gradient().orElseThrow().lease();
            var draw = AuditDraw.ofHop(secret, spec.run(), epoch, microbatch.id(), STAGES - 1, lease);
            assertThat(hop.audit().isPresent())
                    .isEqualTo(draw.isBelow(rate) && AuditDraw.isAtPublishedState(spec.epochs(), hop.step()));
        });
    }

    private Stream<Microbatch> completed(int epoch) {
        return LongStream.iterate(0, id -> id + 1)
                .mapToObj(run().run().microbatches()::get)
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .filter(microbatch -> microbatch.epoch() == epoch && microbatch.state() == Microbatch.State.COMPLETE);
    }

    /** Who is suspected loses nothing by it. */
    void requireNoPenalty() {
        var miner = run().services().miners().get(bad()).orElseThrow();
        assertThat(miner.conduct().faults()).as("no penalty").isZero();
        assertThat(miner.isSuspected()).isFalse();
    }

    /** Audits of hops: merged shards are drawn whoever is suspected. */
    List<Audit> audits(int epoch, boolean ofBad) {
        return run().audits()
                .audits()
                .filter(audit -> audit.evidence() instanceof Evidence.OfHop
                        && audit.subject().epoch() == epoch
                        && audit.subject().hotkey().equals(bad()) == ofBad)
                .toList();
    }
}
