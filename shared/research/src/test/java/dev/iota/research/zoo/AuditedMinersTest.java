package dev.iota.research.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AuditedMinersTest {
    private static final int MINERS = 400;
    private static final int HOPS = 100;

    private final AuditedMiners audited = new AuditedMiners(1, MINERS, HOPS);

    @Test
    void miners_that_always_cheat_are_found_as_often_as_an_audit_meets_them() {
        var found = audited.work(0.01, hop -> true);

        assertThat((double) found.found() / MINERS).isCloseTo(1 - Math.pow(0.99, HOPS), within(0.08));
        assertThat(found.median()).isBetween(20.0, 55.0);
        assertThat(audited.work(0.2, hop -> true).found()).isEqualTo(MINERS);
    }

    @Test
    void who_never_fails_is_never_found_however_often_he_is_audited() {
        var found = audited.work(0.2, hop -> false);

        assertThat(found.found()).isZero();
        assertThat(found.median()).isZero();
        assertThat((double) found.audits() / (MINERS * HOPS)).isCloseTo(0.2, within(0.02));
    }

    @Test
    void f1_counts_who_is_accused_wrongly_and_who_is_missed() {
        var all = new AuditedMiners.Found(1, MINERS, 3);
        var none = new AuditedMiners.Found(1, 0, 0);
        var half = new AuditedMiners.Found(1, MINERS / 2, 3);

        assertThat(audited.compare(0.05, all, none).f1()).isEqualTo(1);
        assertThat(audited.compare(0.05, all, half).f1()).isCloseTo(0.8, within(1e-12));
        assertThat(audited.compare(0.05, half, none).f1()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(audited.compare(0.05, none, half).f1()).isZero();
    }
}
