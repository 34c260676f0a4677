package dev.iota.local.runner.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the report of the session before says that the next one is compared with.
 *
 * @param epoch the last one that was published then
 * @param heldOutLoss of the checkpoint then, in nats per token
 */
public record EarlierReport(int epoch, double heldOutLoss) {
    /** Empty if there is no report, it says no loss, or it cannot be read: it only serves to compare. */
    public static Optional<EarlierReport> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return of(Json.mapper().readTree(file.toFile()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<EarlierReport> of(JsonNode report) {
        var loss = report.path("heldOutLoss");
        var epochs = report.path("epochs");
        return loss.isNumber() && !epochs.isEmpty()
                ? Optional.of(new EarlierReport(
                        epochs.path(epochs.size() - 1).path("epoch").asInt(), loss.asDouble()))
                : Optional.empty();
    }
}
