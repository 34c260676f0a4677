package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.StatusResponse;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.page.SeenPage;
import java.nio.file.Path;

/** The run that {@link SeenRunTest} looks at, and what is looked at longest of it. */
final class SeenRun {
    private SeenRun() {}

    /** Waits until something is published. */
    static void awaitPublished(Started started, Path run) throws Exception {
        // Each with its own patience: nine miners at once take long to start.
        started.await(
                "its cloud is there", () -> CloudFile.read(run.resolve("cloud")).pid() > 0);
        started.await("training has begun", () -> {
            try (var operator = Started.operator(run)) {
                return operator.status().map(StatusResponse::completed).orElse(0L) > 0;
            }
        });
        started.await("the first epoch is published", () -> {
            try (var operator = Started.operator(run)) {
                return operator.epoch() > 0;
            }
        });
    }

    /** A validator measures while the run trains. */
    static void heldOutAndCost(SeenPage seen) {
        seen.open("");
        seen.await(".tile:has(dt:text-is(\"Held-out loss\")) data");
        assertThat(seen.tile("Held-out loss")).isBetween(0.1, 10.0);
        assertThat(seen.find("figure:first-of-type .note").textContent())
                .contains("a validator measured of the weights of an epoch");
        var chart = seen.find("figure:first-of-type iota-chart");
        chart.focus();
        // From the newest point to the oldest, and again: the curve gets its dots some time after the tile its value.
        seen.until(() -> {
            chart.press("0".equals(chart.getAttribute("aria-valuenow")) ? "End" : "ArrowLeft");
            return seen.find("figure:first-of-type output").textContent().contains("held out");
        });
        assertThat(seen.tile("In AWS, about")).isPositive();
        assertThat(seen.find(".tile:has(dt:text-is(\"In AWS, about\"))").textContent())
                .contains("it would have cost", "an estimate", "without traffic and storage");
        seen.picture("held-out");
        seen.open("epochs");
        seen.await("[aria-label=\"All epochs\"] tbody td:last-child data");
    }
}
