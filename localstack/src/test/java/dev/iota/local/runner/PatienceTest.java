package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

    private final Patience patience = new Patience(Duration.ofMinutes(10), "uploading", START);

    @Test
    void it_lasts_for_its_limit_where_nothing_changes() {
        assertThat(patience.isOver("uploading", minute(10))).isFalse();
        assertThat(patience.isOver("uploading", minute(11))).isTrue();
    }

    @Test
    void every_change_renews_it() {
        assertThat(patience.isOver("merging", minute(9))).isFalse();
        assertThat(patience.isOver("merging", minute(19))).isFalse();
        assertThat(patience.isOver("loading", minute(29))).isFalse();
        assertThat(patience.isOver("loading", minute(40))).isTrue();
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
