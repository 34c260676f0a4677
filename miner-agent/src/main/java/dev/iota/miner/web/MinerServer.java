package dev.iota.miner.web;

import dev.iota.agent.failure.AgentException;
import dev.iota.miner.agent.Agents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Map;

/** The Micronaut application around the miners of a process. Listens on the loopback interface only. */
public final class MinerServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final ApplicationContext context;
    private final EmbeddedServer server;

    private MinerServer(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /**
     * @param port 0 for any free one
     * @throws AgentException if the port is in use
     */
    public static MinerServer start(int port, Agents agents) {
        var context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(Map.ofEntries(
                        Map.entry("micronaut.application.name", "miner-agent"),
                        Map.entry("micronaut.server.host", HOST),
                        Map.entry("micronaut.server.port", port == 0 ? -1 : port),
                        Map.entry("micronaut.metrics.enabled", true),
                        // Nulls and empty lists, too: what reads the document knows its form.
                        Map.entry("jackson.serialization-inclusion", "ALWAYS"),
                        Map.entry("endpoints.all.enabled", false),
                        Map.entry("endpoints.health.enabled", true),
                        Map.entry("endpoints.health.details-visible", "ANONYMOUS"),
                        Map.entry("endpoints.health.disk-space.enabled", false),
                        Map.entry("endpoints.prometheus.enabled", true),
                        Map.entry("endpoints.prometheus.sensitive", false)))
                .singletons(agents)
                .start();
        try {
            var server = context.getBean(EmbeddedServer.class).start();
            return new MinerServer(context, server);
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

    /** Where the miners' metrics belong. */
    public MeterRegistry registry() {
        return context.getBean(MeterRegistry.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
