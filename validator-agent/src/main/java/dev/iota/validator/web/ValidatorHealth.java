package dev.iota.validator.web;

import dev.iota.validator.agent.ValidatorStatus;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.Map;

/** UP while the validator is registered and hears the orchestrator, its queues and the object store. */
@Singleton
final class ValidatorHealth extends AbstractHealthIndicator<Map<String, Object>> {
    private final WatchedValidator watched;

    ValidatorHealth(WatchedValidator watched) {
        this.watched = watched;
    }

    @Override
    protected String getName() {
        return "validator";
    }

    @Override
    protected Map<String, Object> getHealthInformation() {
        var status = watched.status();
        healthStatus = status.filter(ValidatorStatus::isUp).isPresent() ? HealthStatus.UP : HealthStatus.DOWN;
        return status.map(ValidatorHealth::details).orElseGet(Map::of);
    }

    private static Map<String, Object> details(ValidatorStatus status) {
        return Map.of(
                "phase", status.phase(),
                "hotkey", status.hotkey(),
                "stage", status.stage(),
                "waiting", status.waiting(),
                "audited", status.audited(),
                "trouble", status.trouble().orElse(""));
    }
}
