package dev.iota.local.stack;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.process.LogTail;
import dev.iota.cloud.process.Supervised;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.cloud.CloudProcess;
import dev.iota.local.runner.operator.Endpoints;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;

/**
 * The stack of a run as {@code cdk deploy} leaves it in an account, in a LocalStack of its own: the run is not made.
 */
public final class DeployedStack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final CloudFile file;

    private DeployedStack(Process process, CloudFile file) {
        this.process = process;
        this.file = file;
    }

    /** @param folder of what LocalStack writes */
    public static DeployedStack start(Path folder, String run) throws IOException {
        var checkout = Path.of("..").toAbsolutePath().normalize().toString();
        System.setProperty(Checkout.PROPERTY, checkout);
        var place = folder.resolve("cloud");
        var log = Files.createFile(folder.resolve("cloud.log"));
        var process = Supervised.start(new ProcessBuilder(LocalStackCommand.command(place, folder.resolve("logs"), run))
                .redirectError(Redirect.appendTo(log.toFile())));
        var lines = process.inputReader();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(CloudProcess.READY)) {
                return new DeployedStack(process, CloudFile.read(place));
            }
        }
        throw new AssertionError("LocalStack did not start: " + LogTail.reason(log));
    }

    /** How it is reached. */
    public CloudFile file() {
        return file;
    }

    /** What {@code cdk destroy} does. */
    public void destroy() {
        var name = "iota-" + file.run();
        var clients = StackClients.of(file);
        try {
            clients.cloudFormation().deleteStack(b -> b.stackName(name));
            clients.cloudFormation()
                    .waiter()
                    .waitUntilStackDeleteComplete(b -> b.stackName(name), waiting -> waiting.waitTimeout(PATIENCE));
        } finally {
            clients.close();
        }
    }

    /** Names of everything in the account that is the run's. */
    public List<String> left() {
        var stack = StackClients.of(file);
        try (var clients = Endpoints.clients(file)) {
            return Stream.of(
                            buckets(clients),
                            queues(clients),
                            tables(clients.dynamoDb()),
                            machines(clients),
                            functions(stack))
                    .flatMap(names -> names)
                    .filter(name -> name.contains(file.names().tablePrefix()))
                    .toList();
        } finally {
            stack.close();
        }
    }

    private static Stream<String> buckets(AwsClients clients) {
        return clients.s3().listBuckets().buckets().stream().map(Bucket::name);
    }

    private static Stream<String> queues(AwsClients clients) {
        return clients.sqs().listQueuesPaginator().queueUrls().stream();
    }

    private static Stream<String> tables(DynamoDbClient dynamoDb) {
        return dynamoDb.listTablesPaginator().tableNames().stream();
    }

    private static Stream<String> machines(AwsClients clients) {
        return clients.sfn().listStateMachines().stateMachines().stream().map(StateMachineListItem::name);
    }

    private static Stream<String> functions(StackClients stack) {
        return stack.lambda().listFunctionsPaginator().functions().stream()
                .map(function -> String.valueOf(function.functionName()));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
