package dev.iota.agent.web;

import dev.iota.agent.failure.AgentException;
import java.util.Map;

/**
 * How an agent shows its health and its meters: on the loopback interface alone, and nothing else.
 *
 * @param application its name
 * @param port 0 for any free one
 */
public record LoopbackSettings(String application, int port) {
    private static final String HOST = "127.0.0.1";

    /** As Micronaut reads them. */
    public Map<String, Object> properties() {
        return Map.of(
                "micronaut.application.name", application,
                "micronaut.server.host", HOST,
                "micronaut.server.port", port == 0 ? -1 : port,
                "micronaut.metrics.enabled", true,
                "endpoints.all.enabled", false,
                "endpoints.health.enabled", true,
                "endpoints.health.details-visible", "ANONYMOUS",
                "endpoints.health.disk-space.enabled", false,
                "endpoints.prometheus.enabled", true,
                "endpoints.prometheus.sensitive", false);
    }

    /** The port is in use. */
    public AgentException taken(Throwable cause) {
        return AgentException.wrong(
                "port %d on %s cannot be used: choose another --port, or 0 for any free one".formatted(port, HOST),
                cause);
    }
}
