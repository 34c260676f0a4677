package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.CloudServices;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.table.WatchTable.Decided;
import dev.iota.cloud.table.WatchTable.Watched;
import dev.iota.core.audit.Evidence;
import dev.iota.core.audit.WatchedHop;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.wire.GradientProbe;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatchTableTest {
    private static final CloudServices SERVICES = CloudServices.shared();
    private static final Watched STAGE = new Watched(3, 1);

    private final Names names = SERVICES.withTables(Names::audits);
    private final WatchTable table = new WatchTable(SERVICES.dynamoDb(), names);
    private final Hotkey one = KeyPair.generate(new Random(1)).hotkey();
    private final Hotkey other = KeyPair.generate(new Random(2)).hotkey();

    @Test
    void hops_are_kept_by_stage_and_miner_until_they_are_forgotten() {
        var first = keep(STAGE, one, 7);
        var second = keep(STAGE, one, 10);
        var third = keep(STAGE, other, 7);
        keep(new Watched(3, 2), one, 8);
        keep(new Watched(4, 1), one, 9);

        assertThat(table.of(STAGE)).containsExactlyInAnyOrder(first, second, third);
        assertThat(table.of(STAGE, one)).containsExactly(first, second);
        assertThat(table.isKept(STAGE, one, 10)).isTrue();
        assertThat(table.isKept(STAGE, other, 10)).isFalse();
        table.forget(STAGE, List.of(first, second));
        table.forget(STAGE, List.of(first));
        table.forget(STAGE, List.of());

        assertThat(table.of(STAGE)).containsExactly(third);
        assertThat(table.isKept(STAGE, one, 10)).isFalse();
        assertThat(new AuditTable(SERVICES.dynamoDb(), names, 2).all())
                .as("none is an audit")
                .isEmpty();
    }

    @Test
    void a_stage_is_decided_once() {
        assertThat(table.decided(STAGE)).isEmpty();
        assertThat(decide(new Decided(Optional.of(one)))).isTrue();
        assertThat(decide(new Decided(Optional.empty()))).isFalse();

        assertThat(table.decided(STAGE)).contains(new Decided(Optional.of(one)));
        assertThat(table.decided(new Watched(3, 2))).isEmpty();
    }

    @Test
    void epochs_are_decided_in_order() {
        assertThat(table.next()).isZero();
        table.advance(4);

        assertThat(table.next()).isEqualTo(4);
    }

    private boolean decide(Decided decided) {
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.decide(transaction, STAGE, decided);
        return transaction.commit().committed();
    }

    private WatchedHop keep(Watched watched, Hotkey miner, long microbatch) {
        var said = new Evidence.Said(7, new GradientProbe(List.of(), List.of()), Optional.empty(), Optional.empty());
        var named = new Evidence.Named(microbatch, 9, "lease", 1);
        var hop = new WatchedHop(
                miner,
                2.5,
                0.001,
                new Evidence.OfHop(
                        named,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        said,
                        Optional.empty()));
        var transaction = new Transaction(SERVICES.dynamoDb());
        table.keep(transaction, watched, hop);
        assertThat(transaction.commit().committed()).isTrue();
        return hop;
    }
}
