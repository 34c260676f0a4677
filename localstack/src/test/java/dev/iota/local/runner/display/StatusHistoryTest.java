package dev.iota.local.runner.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.api.StatusResponse;
import dev.iota.core.api.StatusResponse.Phase;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.identity.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatusHistoryTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final StatusHistory statusHistory = new StatusHistory(4, 1, 4, 2048);

    @Test
    void rates_are_those_of_the_last_seconds() {
        look(0, 0, 0, 0);
        look(100, 100, 5, 90);
        look(115, 130, 4, 99);

        var runStatus = statusHistory.status(Optional.empty(), NO_LIMIT);

        assertThat(runStatus.step()).isEqualTo(130 / 4);
        assertThat(runStatus.tokensPerSecond()).isCloseTo(30 * 2048 / 15.0, within(0.01));
        assertThat(runStatus.loss().orElseThrow())
                .as("mean of the thirty that came since")
                .isCloseTo((130 * 4.0 - 100 * 5.0) / 30, within(1e-9));
        assertThat(runStatus.stages().getFirst().utilisation()).isCloseTo(9 / 15.0, within(1e-9));
        assertThat(runStatus.stages().getFirst().queue()).isEqualTo(3 + 2);
    }

    @Test
    void one_look_tells_no_rate() {
        look(0, 8, 5, 1);

        var runStatus = statusHistory.status(Optional.empty(), NO_LIMIT);

        assertThat(runStatus.tokensPerSecond()).isZero();
        assertThat(runStatus.loss()).isEmpty();
        assertThat(runStatus.left()).isEmpty();
    }

    @Test
    void where_steps_decide_the_rate_tells_the_time_that_is_left() {
        look(0, 0, 0, 0);
        look(10, 20, 5, 1);

        assertThat(statusHistory.status(Optional.empty(), 60).left()).hasValue(Duration.ofSeconds(20));
    }

    @Test
    void where_time_decides_it_is_told() {
        look(0, 0, 0, 0);
        look(10, 20, 5, 1);
        var left = Optional.of(Duration.ofSeconds(7));

        assertThat(statusHistory.status(left, NO_LIMIT).left()).isEqualTo(left);
    }

    @Test
    void the_epoch_is_the_one_that_the_run_is_in() {
        look(0, 0, 0, 0);

        assertThat(statusHistory.status(Optional.empty(), NO_LIMIT).epoch())
                .hasValue(new TrainingStatus.Epoch(1, "merging", 2));
    }

    @Test
    void a_run_that_is_not_cut_into_epochs_shows_none() {
        var whole = new StatusHistory(0, 1, 4, 2048);
        whole.add(new StatusSample(START, response(0, 0, 0)));

        assertThat(whole.status(Optional.empty(), NO_LIMIT).epoch()).isEmpty();
    }

    private void look(int second, long completed, double meanLoss, double hopSeconds) {
        statusHistory.add(new StatusSample(START.plusSeconds(second), response(completed, meanLoss, hopSeconds)));
    }

    private static EpochStatus epoch(int number, String phase) {
        return new EpochStatus(number, phase, START, "", 0, 0, EpochFigures.NONE, List.of());
    }

    private static StatusResponse response(long completed, double meanLoss, double hopSeconds) {
        var miner = new StatusResponse.Miner(
                KeyPair.generate(new Random(1)).hotkey(), 0, true, 8, 2, 0, 0, 0.1, 0, hopSeconds, 1, START, "cpu");
        return new StatusResponse(
                "run",
                Phase.OPEN,
                1,
                NO_LIMIT,
                completed,
                completed,
                0,
                0,
                0,
                0,
                meanLoss,
                meanLoss,
                List.of(3),
                List.of(miner),
                List.of(epoch(0, "PUBLISHED"), epoch(1, "MERGING")),
                Optional.empty(),
                AuditCounts.NONE);
    }
}
