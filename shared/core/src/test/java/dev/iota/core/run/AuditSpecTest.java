package dev.iota.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSpecTest {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void a_share_that_is_none_is_refused(double share) {
        assertThatThrownBy(() -> AuditSpec.DEFAULT.withShare(share))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("audits.share")
                .hasMessageContaining(Double.toString(share));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, Double.NaN, Double.POSITIVE_INFINITY})
    void no_miner_is_audited_less_than_the_share(double factor) {
        assertThatThrownBy(() -> new AuditSpec(0.01, 0.05, 10, factor, 2, 2, LEASE, PATIENCE))
                .isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> new AuditSpec(0.01, 0.05, 10, 2, factor, 2, LEASE, PATIENCE))
                .isInstanceOf(InvalidSpecException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void one_or_two_validators_confirm(int confirmations) {
        assertThatThrownBy(() -> AuditSpec.DEFAULT.withConfirmations(confirmations))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("confirmations is " + confirmations);
    }

    @Test
    void the_patience_ends_before_the_store_forgets_the_evidence() {
        var day = Duration.ofHours(24);

        assertThatThrownBy(() -> new AuditSpec(0.01, 0.05, 10, 5, 10, 2, LEASE, day))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("PT24H");
        assertThatThrownBy(() -> new AuditSpec(0.01, 0.05, 10, 5, 10, 2, PATIENCE, LEASE))
                .isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> new AuditSpec(0.01, 0.05, 10, 5, 10, 2, Duration.ZERO, LEASE))
                .isInstanceOf(InvalidSpecException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void a_share_of_watched_miners_that_is_none_is_refused(double share) {
        assertThatThrownBy(() -> AuditSpec.DEFAULT.withWatchedShare(share))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("audits.watchedShare is " + share);
    }

    @Test
    void the_patience_with_an_epoch_grows_with_the_work_as_far_as_its_evidence_lives() {
        assertThat(AuditSpec.DEFAULT.patience(0)).isEqualTo(AuditSpec.DEFAULT.patience());
        assertThat(AuditSpec.DEFAULT.patience(600)).isEqualTo(Duration.ofHours(3));
        assertThat(AuditSpec.DEFAULT.patience(1e9)).isEqualTo(Duration.ofHours(20));
    }

    @Test
    void two_validators_confirm_unless_the_owner_says_otherwise() {
        assertThat(AuditSpec.DEFAULT.confirmations()).isEqualTo(2);
        assertThat(AuditSpec.NONE.share()).isZero();
        assertThat(AuditSpec.NONE.watchedShare()).isZero();
    }
}
