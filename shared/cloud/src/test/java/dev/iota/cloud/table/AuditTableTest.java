package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.AuditTable.Queue;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.Subject;
import dev.iota.core.audit.AuditTransitions;
import dev.iota.core.audit.Evidence;
import dev.iota.core.base.Decision;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.wire.AuditEvent;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.SignedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuditTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final AuditSpec SPEC = AuditSpec.DEFAULT.withConfirmations(1);
    private static final int SHARDS = 2;

    private final Names names = SERVICES.withTables(Names::audits);
    private final AuditTable table = new AuditTable(SERVICES.dynamoDb(), names, SHARDS);
    private final AuditTransitions rules = new AuditTransitions(SPEC);
    private final Hotkey miner = KeyPair.generate(new Random(1)).hotkey();
    private final KeyPair keys = KeyPair.generate(new Random(2));
    private final Hotkey validator = keys.hotkey();

    @Test
    void what_was_written_is_what_is_read() {
        var audit = create("a", 3, 1, 5);

        assertThat(table.get("a")).contains(audit);
        assertThat(table.get("b")).isEmpty();
        assertThat(table.all()).containsExactly(audit);
    }

    @Test
    void one_audit_is_created_once() {
        var audit = create("a", 3, 1, 5);
        var again = new Transaction(SERVICES.dynamoDb());
        table.create(again, audit);

        assertThat(again.commit().refused()).contains(AuditTable.LABEL);
        assertThat(table.counts().drawn()).isEqualTo(1);
    }

    @Test
    void an_audit_is_replaced_only_if_nobody_wrote_it_in_between() {
        var audit = create("a", 3, 1, 5);
        var leased = leased(audit).next();

        assertThat(table.replace(leased)).isTrue();
        assertThat(table.replace(leased)).isFalse();
        assertThat(table.get("a")).contains(leased);
    }

    @Test
    void what_waits_is_found_by_stage_and_what_is_leased_by_validator() {
        var audit = create("a", 3, 1, 5);
        create("b", 3, 2, 5);
        assertThat(table.waiting(1, Queue.FRESH)).extracting(Audit::id).containsExactly("a");
        assertThat(table.waiting(1, Queue.AGAIN)).isEmpty();

        var leased = leased(audit).next();
        table.replace(leased);
        assertThat(table.waiting(1, Queue.FRESH)).isEmpty();
        assertThat(table.leasedTo(validator)).containsExactly(leased);

        table.replace(rules.release(leased, validator, NOW).next());
        assertThat(table.waiting(1, Queue.AGAIN)).extracting(Audit::id).containsExactly("a");
        assertThat(table.leasedTo(validator)).isEmpty();
    }

    @Test
    void what_is_due_is_found_by_its_shard_and_what_is_decided_leaves_with_its_evidence() {
        var audit = create("a", 3, 1, 5);
        var shard = 5 % SHARDS;
        var over = NOW.plus(SPEC.patience());
        assertThat(table.overdue(shard, over.minusMillis(1))).isEmpty();
        assertThat(table.overdue(shard, over)).containsExactly(audit);
        assertThat(table.overdue(1 - shard, over)).isEmpty();

        var lapsed = rules.due(audit, over).next();
        table.replace(lapsed);
        assertThat(table.overdue(shard, over)).containsExactly(lapsed);
        assertThat(table.waiting(1, Queue.FRESH)).isEmpty();

        table.replace(lapsed.withoutEvidence());
        assertThat(table.overdue(shard, over)).isEmpty();
    }

    @Test
    void counts_are_those_of_all_shards_of_the_run_and_an_epoch_is_settled_when_none_is_open() {
        create("a", 3, 1, 4);
        var b = create("b", 3, 1, 5);
        var c = create("c", 4, 1, 6);
        assertThat(table.counts().drawn()).isEqualTo(3);
        assertThat(table.counts().open()).isEqualTo(3);
        assertThat(table.counts().evidenceBytes()).isEqualTo(3 * 16);
        assertThat(table.isSettled(5)).as("of which nothing was drawn").isTrue();

        count(c, new AuditChange().passed().validator(1.5).miner(0.25));
        count(b, new AuditChange().confirmed().disputed());

        assertThat(table.isSettled(4)).isTrue();
        assertThat(table.isSettled(3)).isFalse();
        var counts = table.counts();
        assertThat(counts.passed()).isEqualTo(1);
        assertThat(counts.confirmed()).isEqualTo(1);
        assertThat(counts.disputed()).isEqualTo(1);
        assertThat(counts.open()).isEqualTo(1);
        assertThat(counts.validatorSeconds()).isEqualTo(1.5);
        assertThat(counts.minerSeconds()).isEqualTo(0.25);
    }

    @Test
    void whom_an_audit_was_confirmed_against_is_found_by_the_epoch() {
        var audit = create("a", 3, 1, 5);
        var event = new AuditEvent.Judged("r", 3, 1, "a", "lease", false, List.of(), "why", "cpu", 1);
        var confirmed = rules.judged(leased(audit).next(), event, SignedEvent.sign(keys, event), NOW)
                .next();
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.confirm(transaction, confirmed);
        transaction.commit();

        assertThat(table.failed(3)).containsExactly(miner);
        assertThat(table.failed(4)).isEmpty();
    }

    @Test
    void a_change_of_nothing_is_no_write() {
        count(create("a", 3, 1, 5), new AuditChange());

        assertThat(table.counts().drawn()).isEqualTo(1);
    }

    private void count(Audit audit, AuditChange change) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.count(transaction, audit, change);
        table.put(transaction, audit.withEvidenceUntil(NOW));
        assertThat(transaction.commit().committed()).isTrue();
    }

    private Decision<Audit> leased(Audit audit) {
        return rules.lease(audit, "lease", validator, NOW);
    }

    private Audit create(String id, int epoch, int stage, long microbatch) {
        var said = new Evidence.Said(7, new GradientProbe(List.of(), List.of()), Optional.empty(), Optional.empty());
        var object = new StoredObject("hop/x", 16, Sha256.hex("x"));
        var evidence = new Evidence.OfHop(
                new Evidence.Named(microbatch, 9, "hop", 1),
                Optional.of(object),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                said,
                Optional.empty());
        var subject = new Subject(miner, epoch, stage, 2.5, 0.05);
        var audit = Audit.fresh(id, subject, evidence, NOW, NOW.plus(SPEC.patience()));
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.create(transaction, audit);
        assertThat(transaction.commit().committed()).isTrue();
        return audit;
    }
}
