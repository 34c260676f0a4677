package dev.iota.local.cloud.service;

import dev.iota.local.cloud.access.Gate;
import dev.iota.local.cloud.access.Refusals;
import dev.iota.local.cloud.count.AgentCalls;
import dev.iota.local.cloud.net.Loopback;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Servlet;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.gaul.shaded.org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.gaul.shaded.org.eclipse.jetty.http.HttpCompliance;
import org.gaul.shaded.org.eclipse.jetty.http.UriCompliance;
import org.gaul.shaded.org.eclipse.jetty.server.HttpConfiguration;
import org.gaul.shaded.org.eclipse.jetty.server.HttpConnectionFactory;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.server.ServerConnector;
import org.gaul.shaded.org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * s3proxy over a folder, behind a gate. It checks signatures, presigned URLs, checksums and conditional writes as S3
 * does.
 */
public final class S3Server {
    /** Enough for a few dozen transfers at once, on one disk. */
    private static final int THREADS = 48;

    /** Largest object that one PUT may carry, in bytes: 1 GiB. Larger ones are uploaded in parts. */
    private static final long LARGEST_PUT = 1L << 30;

    private final Server server;

    private S3Server(Server server) {
        this.server = server;
    }

    /**
     * @param folder where the objects are, made if missing
     * @param port where to listen
     * @param gate knows whose an access key is
     * @param refusals counts what is refused
     * @param agentCalls counts what agents ask for
     */
    public static S3Server start(Path folder, int port, Gate gate, Refusals refusals, AgentCalls agentCalls) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var store = new S3Store(folder);
        var servlet = S3Servlet.of(
                store,
                // Whose key it is, and what that one may do, was seen to before.
                (identity, container, blob) -> new AccessGrant(gate.secret(String.valueOf(identity)), store),
                LARGEST_PUT);
        var context = new ServletContextHandler();
        context.addFilter(
                new FilterHolder(new ObjectGate(gate, refusals, agentCalls)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(servlet), "/*");
        var threads = new QueuedThreadPool(THREADS);
        threads.setName("s3");
        var server = new Server(threads);
        server.addConnector(connector(server, port));
        server.setHandler(context);
        try {
            server.start();
            return new S3Server(server);
        } catch (Exception e) {
            throw new IllegalStateException("s3proxy did not start on %s".formatted(Loopback.uri(port)), e);
        }
    }

    /** As s3proxy's own launcher makes it: S3 takes keys and header names that newer standards do not. */
    private static ServerConnector connector(Server server, int port) {
        var http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.LEGACY);
        http.setUriCompliance(UriCompliance.LEGACY);
        http.setHeaderCacheCaseSensitive(true);
        http.setSendServerVersion(false);
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(Loopback.HOST);
        connector.setPort(port);
        return connector;
    }

    public void stop() throws Exception {
        server.stop();
    }
}
