package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.api.AuditCounts;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A run whose hops are audited, three miners that store what they say, and validators. */
final class AuditScene {
    /** Every hop is drawn. */
    static final AuditSpec EVERY = new AuditSpec(1, 0, 200, 5, 10, 2, Duration.ofMinutes(10), Duration.ofHours(2));

    final TestRun run;
    final TestMiner head;
    final TestMiner middle;
    final TestMiner tail;
    final List<TestValidator> validators;

    private AuditScene(TestRun run, int validators) {
        this.run = run;
        this.head = run.miner(1);
        this.middle = run.miner(1);
        this.tail = run.miner(1);
        this.validators = Stream.generate(() -> TestValidator.stranger(run))
                .limit(validators)
                .toList();
        list(this.validators);
    }

    static AuditScene of(AuditSpec spec, int validators) {
        return of(spec, validators, UnaryOperator.identity());
    }

    static AuditScene of(AuditSpec spec, int validators, UnaryOperator<AwsClients> wrap) {
        return of(TestRun.audited(spec, EpochSpec.untilClosed(), wrap), validators);
    }

    static AuditScene of(TestRun run, int validators) {
        return new AuditScene(run, validators);
    }

    private void list(List<TestValidator> listed) {
        run.audits().list(listed.stream().map(TestValidator::hotkey).toList());
    }

    TestValidator validator(int number) {
        return validators.get(number);
    }

    /** One more validator on the list. */
    void list(TestValidator another) {
        var hotkeys = new ArrayList<Hotkey>(run.audits().listed());
        hotkeys.add(another.hotkey());
        run.audits().list(hotkeys);
    }

    /** A microbatch passes every stage and comes back; the next one waits at the head. */
    void pass() {
        for (var miner : List.of(head, middle, tail, middle, head)) {
            // Of two audits one is older.
            run.clock().pass(Duration.ofMillis(1));
            miner.receive().forEach(work -> run.deliver(does(miner, work)));
        }
    }

    /** As far as the tail. */
    void passToTheTail() {
        for (var miner : List.of(head, middle, tail)) {
            // Of two audits one is older.
            run.clock().pass(Duration.ofMillis(1));
            miner.receive().forEach(work -> run.deliver(does(miner, work)));
        }
    }

    /** Stores what the answer says. */
    SignedEvent does(TestMiner miner, Work work) {
        store(run, work);
        return miner.answer(work);
    }

    /** Stores what a {@link TestMiner} answers to a hop. */
    static void store(TestRun run, Work work) {
        switch (work) {
            case Work.Forward hop
            when hop.stage() < run.run().stages() - 1 ->
                run.services()
                        .objects()
                        .write(
                                ObjectKeys.activation(
                                        hop.run(), hop.epoch(), hop.microbatch(), hop.stage(), hop.lease()),
                                bytes("activation" + hop.lease()));
            case Work.Forward hop -> storeGradient(run, hop, hop.microbatch(), hop.stage(), hop.lease());
            case Work.Backward hop -> storeGradient(run, hop, hop.microbatch(), hop.stage(), hop.lease());
            default -> throw new IllegalArgumentException("%s is no hop".formatted(work));
        }
    }

    private static void storeGradient(TestRun run, Work hop, long microbatch, int stage, String lease) {
        if (stage > 0) {
            run.services()
                    .objects()
                    .write(
                            ObjectKeys.gradient(hop.run(), hop.epoch(), microbatch, stage, lease),
                            bytes("gradient" + lease));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A validator takes what it is given, and finds everything right or wrong, until there is nothing left for it. */
    int judgeAll(int validator, boolean passed) {
        return judge(validator, work -> passed);
    }

    /** The same, each as the test says. */
    int judge(int validator, java.util.function.Predicate<Work.Audit> passes) {
        var who = validator(validator);
        var count = 0;
        who.call(Optional.empty());
        for (var work = who.receive(); !work.isEmpty(); work = who.receive()) {
            for (var audit : work) {
                run.deliver(who.judges(audit, passes.test(audit)));
                count++;
            }
        }
        return count;
    }

    /** The first audit that a validator is given. */
    Work.Audit given(int validator) {
        validator(validator).call(Optional.empty());
        return validator(validator).receive().getFirst();
    }

    /** Audits by stage, as many as there are stages. */
    Audit audit(int stage) {
        return run.audits()
                .audits()
                .filter(audit -> audit.subject().stage() == stage)
                .findFirst()
                .orElseThrow();
    }

    Audit audit(Work.Audit work) {
        return run.audits().audit(work.audit()).orElseThrow();
    }

    List<State> states() {
        return IntStream.range(0, TestRun.STAGES)
                .mapToObj(stage -> audit(stage).state())
                .toList();
    }

    AuditCounts counts() {
        return run.status().now().audits();
    }

    double faults(TestMiner miner) {
        return run.record(miner).conduct().faults();
    }

    /** Keys below a prefix. */
    Set<String> objects(String prefix) {
        return objects(run, prefix);
    }

    /** Keys of a run's objects below a prefix. */
    static Set<String> objects(TestRun run, String prefix) {
        return TestCloud.shared()
                .awsClients()
                .s3()
                .listObjectsV2Paginator(b -> b.bucket(run.names().objects()).prefix(prefix))
                .contents()
                .stream()
                .map(object -> object.key())
                .collect(Collectors.toSet());
    }

    Set<String> hops() {
        return objects(Resources.HOP_PREFIX);
    }
}
