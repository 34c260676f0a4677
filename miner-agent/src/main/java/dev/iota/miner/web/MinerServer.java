package dev.iota.miner.web;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.web.LoopbackSettings;
import dev.iota.miner.agent.Agents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Map;

/** The Micronaut application around the miners of a process. Listens on the loopback interface only. */
public final class MinerServer implements AutoCloseable {
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
        var settings = new LoopbackSettings("miner-agent", port);
        var context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(settings.properties())
                // Nulls and empty lists, too: what reads the document knows its form.
                .properties(Map.of("jackson.serialization-inclusion", "ALWAYS"))
                .singletons(agents)
                .start();
        try {
            var server = context.getBean(EmbeddedServer.class).start();
            return new MinerServer(context, server);
        } catch (ServerStartupException e) {
            context.close();
            throw settings.taken(e);
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
