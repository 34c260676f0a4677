package dev.iota.miner.web;

import dev.iota.miner.agent.AgentStatus;
import dev.iota.miner.agent.Agents;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** UP while every miner of the process is registered and heard by the orchestrator. */
@Singleton
final class MinersHealth extends AbstractHealthIndicator<Map<String, Object>> {
    private final Agents agents;

    MinersHealth(Agents agents) {
        this.agents = agents;
    }

    @Override
    protected String getName() {
        return "miners";
    }

    @Override
    protected Map<String, Object> getHealthInformation() {
        var statuses = agents.statuses();
        healthStatus = !statuses.isEmpty() && statuses.stream().allMatch(AgentStatus::isUp)
                ? HealthStatus.UP
                : HealthStatus.DOWN;
        var details = new LinkedHashMap<String, Object>();
        for (var status : statuses) {
            details.put(
                    status.name(),
                    Map.of(
                            "phase", status.phase(),
                            "hotkey", status.hotkey(),
                            "stage", status.stage(),
                            "step", status.step(),
                            "registration", status.registration(),
                            "heartbeat", status.heartbeat(),
                            "utilisation", status.utilisation(),
                            "trouble", status.trouble().orElse("")));
        }
        return details;
    }
}
