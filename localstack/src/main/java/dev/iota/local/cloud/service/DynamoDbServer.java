package dev.iota.local.cloud.service;

import dev.iota.local.cloud.net.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;
import software.amazon.dynamodb.services.local.shared.access.LocalDBClient;
import software.amazon.dynamodb.services.local.shared.jobs.JobsRegister;

/**
 * DynamoDB Local over HTTP. Its own launcher listens on every interface and keeps two hundred threads, so its handler
 * is put behind a connector of ours.
 */
public final class DynamoDbServer {
    /** SQLite writes one at a time; more threads would only wait. Two of them accept and select. */
    private static final int THREADS = 12;

    private static final int NO_STREAMS_PORT = 0;

    /** Its own name of the file that every access key and region share. */
    private static final String SHARED = "shared-local-instance";

    /** Changes of tables, which go on by themselves. */
    private static final int JOBS = 2;

    private final Server server;
    private final LocalDynamoDBServerHandler handler;

    private DynamoDbServer(Server server, LocalDynamoDBServerHandler handler) {
        this.server = server;
        this.handler = handler;
    }

    /**
     * @param folder where the SQLite file is, made if missing
     * @param port where to listen
     */
    public static DynamoDbServer start(Path folder, int port) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            // One file for every region and access key: the functions and the operator see the same tables.
            var shared = true;
            var requests = new LocalDynamoDBRequestHandler(NO_STREAMS_PORT, false, folder.toString(), shared, false);
            clients(requests).put(SHARED, client(folder));
            var handler = new LocalDynamoDBServerHandler(requests, null);
            var threads = new QueuedThreadPool(THREADS);
            threads.setName("dynamodb");
            var server = new Server(threads);
            var connector = new ServerConnector(server, 1, 1);
            connector.setHost(Loopback.HOST);
            connector.setPort(port);
            server.addConnector(connector);
            server.setHandler(new ContextHandler(handler, "/"));
            server.start();
            return new DynamoDbServer(server, handler);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not start on %s".formatted(Loopback.uri(port)), e);
        }
    }

    private static AmazonDynamoDBLocal client(Path folder) {
        var file = LocalDynamoDBRequestHandler.generateDbFileRelativePath(folder.toString(), SHARED);
        var jobs = new JobsRegister(Executors.newFixedThreadPool(JOBS), false);
        return new LocalDBClient(new CommittedAccess(Path.of(file)), jobs);
    }

    /** Where it looks for its client before it makes one of its own; there is no other way to give it ours. */
    @SuppressWarnings("unchecked")
    private static Map<String, AmazonDynamoDBLocal> clients(LocalDynamoDBRequestHandler requests)
            throws ReflectiveOperationException {
        var field = LocalDynamoDBRequestHandler.class.getDeclaredField("dbRequestHandlers");
        field.setAccessible(true);
        return (Map<String, AmazonDynamoDBLocal>) field.get(requests);
    }

    public void stop() throws Exception {
        server.stop();
        handler.close();
    }
}
