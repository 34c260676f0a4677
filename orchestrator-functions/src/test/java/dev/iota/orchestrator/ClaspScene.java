package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.AuditDraw;
import dev.iota.core.clasp.ClaspEpoch;
import dev.iota.core.clasp.MinerEffect;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.run.AuditSpec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Three stages of three miners, one of which may raise the loss of what passes it; tails tell the truth. */
final class ClaspScene {
    /** One hop of twenty, and half of the hops of those that are suspected. */
    static final AuditSpec SHARE = new AuditSpec(0.05, 0, 1, 10, 2, Duration.ofMinutes(10), Duration.ofHours(2));

    private static final int STAGES = 3;
    private static final float LOSS = 4.5f;
    private static final double NOISE = 0.1;

    /** Turns of everybody that make some more than a hundred microbatches. */
    static final int MANY = 110;

    private final EpochScene scene;
    private final Random noise = new Random(1);
    private final float harm;

    /** @param harm nats that the second miner of the middle stage adds */
    ClaspScene(float harm, UnaryOperator<AwsClients> wrap) {
        this.harm = harm;
        this.scene = new EpochScene(Setup.of(3, EpochScene.spec(1, 0))
                .stages(STAGES)
                .blocks(1)
                .audits(SHARE)
                .wrap(wrap));
        scene.miners().forEach(miner -> miner.miner().losses = this::loss);
    }

    private float loss(long microbatch) {
        var isHarmed = run().microbatch(microbatch).hops().stream()
                .anyMatch(hop -> hop.hotkey().equals(bad()));
        return LOSS + (float) (NOISE * noise.nextGaussian()) + (isHarmed ? harm : 0);
    }

    TestRun run() {
        return scene.run();
    }

    Hotkey bad() {
        return scene.miners(1).get(1).miner().hotkey();
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

    ClaspEpoch known() {
        return run().audits().clasp().orElseThrow();
    }

    List<Hotkey> suspected() {
        return known().suspected().stream()
                .map(MinerEffect::seat)
                .map(seat -> seat.miner())
                .toList();
    }

    /** Hops of the middle stage in an epoch whose backward the bad miner did, or those of the others. */
    List<Drawable> drawable(int epoch, boolean ofBad) {
        var secret =
                run().services().epochs().epoch(epoch).orElseThrow().start().secret();
        return LongStream.iterate(0, id -> id + 1)
                .mapToObj(run().run().microbatches()::get)
                .takeWhile(found -> found.isPresent())
                .map(found -> found.orElseThrow())
                .filter(microbatch -> microbatch.epoch() == epoch && microbatch.state() == Microbatch.State.COMPLETE)
                .filter(microbatch -> microbatch.hops().get(1).hotkey().equals(bad()) == ofBad)
                .map(microbatch -> {
                    var hop = microbatch.hops().get(1);
                    var lease = hop.gradient().orElseThrow().lease();
                    return new Drawable(
                            AuditDraw.ofHop(secret, run().run().spec().run(), epoch, microbatch.id(), 1, lease),
                            hop.audit().isPresent(),
                            hop.step());
                })
                .toList();
    }

    /** A hop's draw, whether it is audited, and the local step that it went into. */
    record Drawable(AuditDraw draw, boolean audited, int step) {}

    List<Audit> audits(int epoch, boolean ofBad) {
        return run().audits()
                .audits()
                .filter(audit -> audit.subject().epoch() == epoch
                        && audit.subject().hotkey().equals(bad()) == ofBad)
                .toList();
    }
}
