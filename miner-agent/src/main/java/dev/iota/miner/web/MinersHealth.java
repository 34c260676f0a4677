package dev.iota.miner.web;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.iota.core.base.Json;
import dev.iota.miner.agent.Agents;
import dev.iota.miner.agent.view.AgentStatus;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** UP while every miner of the process is registered and heard by the orchestrator. */
@Singleton
final class MinersHealth extends AbstractHealthIndicator<Map<String, Object>> {
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

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
        agents.health()
                .forEach((name, health) -> details.put(name, Json.mapper().convertValue(health, TREE)));
        return details;
    }
}
