package dev.iota.local.cloud;

import dev.iota.cloud.process.EndReason;
import dev.iota.core.base.FileReason;
import dev.iota.local.cloud.access.Gate;
import dev.iota.local.cloud.access.Refusals;
import dev.iota.local.cloud.access.Sessions;
import dev.iota.local.cloud.count.AgentCalls;
import dev.iota.local.cloud.count.CallFile;
import dev.iota.local.cloud.lambda.Functions;
import dev.iota.local.cloud.lambda.LambdaHost;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.net.Ports;
import dev.iota.local.cloud.provision.Buckets;
import dev.iota.local.cloud.provision.Expiry;
import dev.iota.local.cloud.provision.Machines;
import dev.iota.local.cloud.provision.Queues;
import dev.iota.local.cloud.provision.Tables;
import dev.iota.local.cloud.service.DynamoDbServer;
import dev.iota.local.cloud.service.S3Server;
import dev.iota.local.cloud.service.SqsGateway;
import dev.iota.local.cloud.service.SqsServer;
import dev.iota.local.cloud.service.StatesServer;
import dev.iota.local.cloud.service.StsServer;
import dev.iota.local.cloud.states.StepFunctions;
import dev.iota.local.cloud.states.execution.Means;
import dev.iota.local.cloud.states.query.Calculations;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * DynamoDB, SQS, S3, STS, Step Functions, the HTTP API and the Lambda host of one run, in this process. Its data is in
 * the run's folder, where a later start goes on with it, also after {@code kill -9}: tables, objects and executions are
 * files, and messages, which are not, come back by leases.
 */
public final class EmbeddedCloud implements AutoCloseable {
    /** How often a new cloud chooses its ports. */
    private static final int CHOICES = 3;

    private final CloudOptions options;
    private final CloudFile file;
    private final URI queues;
    private final Shutdown shutdown;

    private EmbeddedCloud(CloudOptions options, CloudFile file, URI queues, Shutdown shutdown) {
        this.options = options;
        this.file = file;
        this.queues = queues;
        this.shutdown = shutdown;
    }

    /**
     * Starts everything and returns when it can be used. Ports that it chose and somebody else took before it listened
     * there are chosen again: nobody was told of them.
     *
     * @throws CloudException if a person has to do something first
     */
    public static EmbeddedCloud start(CloudOptions options) throws CloudException, IOException {
        var isNew = !CloudFile.exists(options.folder());
        for (var choices = isNew ? CHOICES : 1; ; choices--) {
            try {
                return startOnce(options);
            } catch (CloudException | IOException e) {
                if (!isPortTaken(e)) {
                    throw e;
                }
                if (choices == 1) {
                    throw new CloudException("another process took a port while the cloud started; start it again", e);
                }
                Files.delete(options.folder().resolve(CloudFile.NAME));
            }
        }
    }

    private static boolean isPortTaken(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(BindException.class::isInstance);
    }

    private static EmbeddedCloud startOnce(CloudOptions options) throws CloudException, IOException {
        Files.createDirectories(options.folder());
        var shutdown = new Shutdown();
        try {
            var lock = FolderLock.take(options.folder());
            shutdown.first("the lock", lock::release);
            var file = Addresses.claim(options);
            // Chosen anew by each start: nobody is told of it.
            var queues = Loopback.uri(Ports.free(options.random(), file.ports()));
            var cloud = new EmbeddedCloud(options, file, queues, shutdown);
            cloud.run();
            return cloud;
        } catch (SdkException e) {
            shutdown.run();
            throw new CloudException("a service of the cloud does not answer: %s".formatted(EndReason.of(e)), e);
        } catch (CloudException | IOException | RuntimeException e) {
            shutdown.run();
            throw e;
        }
    }

    /** Where it listens and how to reach it. */
    public CloudFile file() {
        return file;
    }

    /** Where the queues are behind their gateway, for this process alone. */
    URI queues() {
        return queues;
    }

    /** Stops taking work, lets handlers end, and closes the files. */
    @Override
    public void close() {
        shutdown.run();
    }

    private void run() throws CloudException, IOException {
        var localClients = LocalClients.of(file, queues);
        shutdown.first("the clients", localClients::close);
        var place = new Place(file.region(), file.account());
        var calls = CallFile.start(options.folder(), options.clock());
        shutdown.first("the counts of calls", calls::stop);
        startServices(place, new AgentCalls(calls.book()));
        var queueUrls = provision(localClients);
        file.properties(queues).forEach(System::setProperty);
        var functions = Functions.make(
                options.names(),
                options.resources().functions(),
                options.handlers(),
                place,
                options.clock(),
                calls.book());
        shutdown.first("the functions", functions::stop);
        startStates(functions, place);
        var host = LambdaHost.start(
                functions,
                options.resources(),
                place,
                file.api().getPort(),
                queueUrls,
                localClients.sqs(),
                options.clock());
        shutdown.first("the Lambda host", host::stop);
        var expiry = Expiry.start(
                new Buckets(localClients.s3(), options.clock()),
                options.resources().buckets());
        shutdown.first("the expiry of objects", expiry::stop);
    }

    /** After the functions, which executions that were open invoke at once, and before whatever else invokes them. */
    private void startStates(Functions functions, Place place) throws IOException {
        var calculations = Calculations.start();
        var states = StepFunctions.open(
                options.folder().resolve("states"),
                place,
                functions,
                options.clock(),
                new Means(options.random(), calculations));
        shutdown.first("executions", states::close);
        shutdown.first("what they compute", calculations::close);
        new Machines(states, options.names(), place, functions.arns())
                .deploy(options.resources().stateMachines());
        var server = StatesServer.start(file.states().getPort(), states);
        shutdown.first("Step Functions", server::stop);
        states.resume();
    }

    /** All at once: each spends its time loading its own classes. */
    private void startServices(Place place, AgentCalls agentCalls) throws CloudException, IOException {
        var sessions = new Sessions(file.secretAccessKey(), options.clock(), options.random());
        var gate = new Gate(file.region(), file.accessKeyId(), file.secretAccessKey(), sessions, options.clock());
        var refusals = new Refusals();
        try (var starting = Executors.newVirtualThreadPerTaskExecutor()) {
            var services = List.<Future<?>>of(
                    starting.submit(() -> {
                        var dynamoDb = DynamoDbServer.start(
                                options.folder().resolve("dynamodb"),
                                file.dynamoDb().getPort());
                        shutdown.first("DynamoDB", dynamoDb::stop);
                    }),
                    starting.submit(() -> {
                        var sqs = SqsServer.start(queues.getPort(), file.sqs().getPort(), place);
                        shutdown.first("SQS", sqs::stop);
                    }),
                    starting.submit(() -> {
                        var s3 = S3Server.start(
                                options.folder().resolve("objects"), file.s3().getPort(), gate, refusals, agentCalls);
                        shutdown.first("S3", s3::stop);
                    }));
            var sts = StsServer.start(file.sts().getPort(), gate, sessions, refusals, file.account());
            shutdown.first("STS", sts::stop);
            var gateway = SqsGateway.start(
                    file.sqs().getPort(), queues, place, new SqsGateway.Watch(gate, refusals, agentCalls));
            shutdown.first("the gateway of SQS", gateway::stop);
            for (var service : services) {
                service.get();
            }
        } catch (ExecutionException e) {
            throw new CloudException("a service of the cloud did not start: %s".formatted(reason(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /** Of the service that did not come up. */
    private static String reason(ExecutionException e) {
        var reasons = new ArrayList<String>();
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            reasons.add(cause instanceof IOException file ? FileReason.of(file) : String.valueOf(cause.getMessage()));
        }
        return reasons.stream().distinct().collect(Collectors.joining(": "));
    }

    private Map<String, String> provision(LocalClients localClients) {
        var resources = options.resources();
        var tables = new Tables(localClients.dynamoDb());
        resources.tables().forEach(tables::make);
        var buckets = new Buckets(localClients.s3(), options.clock());
        resources.buckets().forEach(buckets::make);
        return new Queues(localClients.sqs()).make(resources.queues());
    }
}
