package dev.iota.validator.web;

import dev.iota.agent.failure.AgentException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Map;

/** The Micronaut application around a validator. Listens on the loopback interface only. */
public final class ValidatorServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final ApplicationContext context;
    private final EmbeddedServer server;

    private ValidatorServer(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /**
     * @param port 0 for any free one
     * @throws AgentException if the port is in use
     */
    public static ValidatorServer start(int port, WatchedValidator watched) {
        var context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(Map.of(
                        "micronaut.application.name", "validator-agent",
                        "micronaut.server.host", HOST,
                        "micronaut.server.port", port == 0 ? -1 : port,
                        "micronaut.metrics.enabled", true,
                        "endpoints.all.enabled", false,
                        "endpoints.health.enabled", true,
                        "endpoints.health.details-visible", "ANONYMOUS",
                        "endpoints.health.disk-space.enabled", false,
                        "endpoints.prometheus.enabled", true,
                        "endpoints.prometheus.sensitive", false))
                .singletons(watched)
                .start();
        try {
            return new ValidatorServer(
                    context, context.getBean(EmbeddedServer.class).start());
        } catch (ServerStartupException e) {
            context.close();
            throw AgentException.wrong(
                    "port %d on %s cannot be used: choose another --port, or 0 for any free one".formatted(port, HOST),
                    e);
        }
    }

    /** Where it answers. */
    public URI url() {
        return server.getURI();
    }

    /** Where the validator's metrics belong. */
    public MeterRegistry registry() {
        return context.getBean(MeterRegistry.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
