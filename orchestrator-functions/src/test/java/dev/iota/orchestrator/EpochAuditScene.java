package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.AuditDraw;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.MergeOptions;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.step.DilocoOptions;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Two stages of miners whose epochs are watched, and who store what they say; and two validators. */
final class EpochAuditScene {
    static final int STAGES = 2;

    /** Everybody is watched, and no hop is audited by itself. */
    static final AuditSpec ALL = AuditScene.EVERY.withShare(0).withWatchedShare(1);

    final EpochScene scene;
    final List<TestValidator> validators;

    EpochAuditScene(int miners, EpochSpec epochs, AuditSpec audits, UnaryOperator<AwsClients> wrap) {
        this.scene = new EpochScene(
                Setup.of(miners, epochs).stages(STAGES).blocks(1).audits(audits).wrap(wrap));
        scene.miners().forEach(miner -> miner.stores = hop -> AuditScene.store(run(), hop));
        this.validators =
                Stream.generate(() -> TestValidator.stranger(run())).limit(2).toList();
        run().audits().list(validators.stream().map(TestValidator::hotkey).toList());
    }

    static EpochAuditScene of(int miners) {
        return of(miners, ALL);
    }

    static EpochAuditScene of(int miners, AuditSpec audits) {
        return new EpochAuditScene(miners, epochs(Moments.RESTARTED), audits, UnaryOperator.identity());
    }

    /** Merges average moments as well as weights. */
    static EpochSpec averaged() {
        return Setup.spec(MergeOptions.of(Mode.AVERAGE, new Float32Codec(), 1), 0);
    }

    static EpochSpec epochs(Moments moments) {
        return Setup.spec(
                MergeOptions.of(Mode.DILOCO, new Float32Codec(), 1).withDiloco(DilocoOptions.PLAIN.with(moments)), 0);
    }

    TestRun run() {
        return scene.run();
    }

    /** Everybody trains and uploads, and the stages merge; then the epoch is to be published. */
    void train() {
        scene.trainFor(3);
        scene.work(scene.miners());
    }

    /** An epoch from its beginning until it is published. */
    void epoch() {
        train();
        scene.publishAndFlip();
    }

    List<Audit> audits() {
        return run().audits().audits().toList();
    }

    Audit audit(int stage) {
        return audits().stream()
                .filter(audit -> audit.subject().stage() == stage)
                .findFirst()
                .orElseThrow();
    }

    /** Of the miners of a stage the one with the lowest draw in an epoch. */
    Hotkey lowest(int epoch, int stage) {
        var secret = scene.epoch(epoch).start().secret();
        return scene.miners(stage).stream()
                .map(miner -> miner.miner().hotkey())
                .min((one, other) -> Double.compare(
                        draw(secret, epoch, stage, one).value(),
                        draw(secret, epoch, stage, other).value()))
                .orElseThrow();
    }

    private AuditDraw draw(String secret, int epoch, int stage, Hotkey hotkey) {
        return AuditDraw.ofMiner(secret, run().names().run(), epoch, stage, hotkey);
    }

    MergingMiner miner(Hotkey hotkey) {
        return scene.miners().stream()
                .filter(miner -> miner.miner().hotkey().equals(hotkey))
                .findFirst()
                .orElseThrow();
    }

    /** Hops of a stage that are kept. */
    long kept(int epoch, int stage) {
        return run().services().watches().of(new Watched(epoch, stage)).count();
    }

    /** Keys of hop objects, and of what audits of epochs need besides. */
    Set<String> hops() {
        return AuditScene.objects(run(), Resources.HOP_PREFIX);
    }

    Set<String> evidence() {
        return AuditScene.objects(run(), Resources.EVIDENCE_PREFIX);
    }

    /** Audits that a validator is given now. */
    List<Work.Audit> given(int validator) {
        validators.get(validator).call(Optional.empty());
        return validators.get(validator).receive();
    }

    /** A validator takes what it is given, and finds every stage right but one, until there is nothing left for it. */
    int judgeAll(int validator, int wrong) {
        var count = 0;
        for (var works = given(validator); !works.isEmpty(); works = given(validator)) {
            for (var work : works) {
                run().deliver(validators.get(validator).judges(work, work.stage() != wrong));
                count++;
            }
        }
        return count;
    }

    static EpochEvidence evidence(Work.Audit work) {
        return (EpochEvidence) work.evidence();
    }

    /** Numbers of the stages. */
    static IntStream stages() {
        return IntStream.range(0, STAGES);
    }
}
