package dev.iota.infra;

import java.time.Duration;

/** From the platform's durations to the CDK's. */
final class CdkDurations {
    private CdkDurations() {}

    static software.amazon.awscdk.Duration of(Duration duration) {
        return software.amazon.awscdk.Duration.seconds(duration.toSeconds());
    }
}
