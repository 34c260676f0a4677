package dev.iota.validator.web;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.web.LoopbackSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;

/** The Micronaut application around a validator. Listens on the loopback interface only. */
public final class ValidatorServer implements AutoCloseable {
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
        var settings = new LoopbackSettings("validator-agent", port);
        var context = ApplicationContext.builder()
                .banner(false)
                .deduceEnvironment(false)
                .properties(settings.properties())
                .singletons(watched)
                .start();
        try {
            return new ValidatorServer(
                    context, context.getBean(EmbeddedServer.class).start());
        } catch (ServerStartupException e) {
            context.close();
            throw settings.taken(e);
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
