package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;

/**
 * DynamoDB Local, ElasticMQ and s3proxy in this process, started once; each test has a run of its own in them. A table
 * takes DynamoDB Local the longer to make the more there are, so that runs which are over are emptied for others.
 */
final class TestCloud {
    private static final String HOST = "127.0.0.1";
    private static final String SECRET = "secret";
    private static final String USER = "test";
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, SECRET));

    private static @Nullable TestCloud shared;

    private final AwsClients awsClients;
    private final TestTables tables;

    /** Where s3proxy keeps a folder for each bucket. */
    private final Path objects;

    private int runs;

    /** Those that tests have. */
    private final Set<Names> taken = new LinkedHashSet<>();

    /** Empty ones. */
    private final Deque<Names> free = new ArrayDeque<>();

    private TestCloud(AwsClients awsClients, Path objects) {
        this.awsClients = awsClients;
        this.tables = new TestTables(awsClients.dynamoDb());
        this.objects = objects;
    }

    /** The servers of this process. */
    static synchronized TestCloud shared() {
        var started = shared;
        if (started == null) {
            started = start();
            shared = started;
        }
        return started;
    }

    /** Empties what tests of this process left, if there is a cloud. */
    static synchronized void clear() {
        var started = shared;
        if (started != null) {
            List.copyOf(started.taken).forEach(started::remove);
        }
    }

    AwsClients awsClients() {
        return awsClients;
    }

    /** Tables, queues and bucket of a run, with nothing in them, that no other test has. */
    synchronized Names newRun() {
        var names = free.isEmpty() ? make() : free.pop();
        taken.add(names);
        return names;
    }

    private Names make() {
        var names = new Names("t" + runs++);
        var resources = Resources.of(names);
        resources.tables().forEach(tables::create);
        resources.queues().forEach(this::create);
        resources.buckets().forEach(bucket -> awsClients.s3().createBucket(b -> b.bucket(bucket.name())));
        return names;
    }

    /** Leaves nothing of a run, whose name another test has then. A run that a test took apart is not used again. */
    synchronized void remove(Names names) {
        if (!taken.remove(names)) {
            return;
        }
        var resources = Resources.of(names);
        // One by one through the API costs more than many a test.
        resources.buckets().stream()
                .map(bucket -> objects.resolve(bucket.name()))
                .filter(Files::exists)
                .forEach(TestCloud::empty);
        ((TestSfn) awsClients.sfn()).forget(names.run());
        ((TestSts) awsClients.sts()).forget(names.tablePrefix());
        try {
            resources.tables().forEach(tables::empty);
            emptyQueues(resources.queues(), names.tablePrefix());
            free.push(names);
        } catch (ResourceNotFoundException | QueueDoesNotExistException e) {
            // no other test wants this one
        }
    }

    /** Inboxes go: the next run makes its own. */
    private void emptyQueues(List<QueueShape> queues, String prefix) {
        var urls = awsClients.sqs().listQueues(b -> b.queueNamePrefix(prefix)).queueUrls();
        for (var url : urls) {
            if (queues.stream().anyMatch(queue -> url.endsWith("/" + queue.name()))) {
                awsClients.sqs().purgeQueue(b -> b.queueUrl(url));
            } else {
                awsClients.sqs().deleteQueue(b -> b.queueUrl(url));
            }
        }
    }

    private void create(QueueShape queue) {
        awsClients.sqs().createQueue(b -> b.queueName(queue.name())
                .attributes(Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        Long.toString(queue.visibility().toSeconds()))));
    }

    private static TestCloud start() {
        try {
            var dynamoDb = dynamoDb();
            var sqs = SQSRestServerBuilder.withInterface(HOST)
                    .withPort(0)
                    .withServerAddress(new NodeAddress("http", HOST, 0, ""))
                    .withAWSRegion("us-east-1")
                    .withAWSAccountId("000000000000")
                    .start()
                    .waitUntilStarted()
                    .localAddress()
                    .getPort();
            var objects = Files.createTempDirectory("objects");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(objects)));
            return new TestCloud(clients(dynamoDb, uri(sqs), uri(s3(objects))), objects);
        } catch (Exception e) {
            throw new IllegalStateException("the test cloud did not start", e);
        }
    }

    private static AwsClients clients(DynamoDbClient dynamoDb, URI sqs, URI s3) {
        return new AwsClients(
                dynamoDb,
                at(SqsClient.builder().httpClient(AwsCrtHttpClient.create()), sqs),
                at(S3Client.builder().httpClient(AwsCrtHttpClient.create()).forcePathStyle(true), s3),
                S3Presigner.builder()
                        .endpointOverride(s3)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build(),
                new TestSts(),
                new TestSfn());
    }

    private static <B extends AwsClientBuilder<B, C>, C> C at(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    private static DynamoDbClient dynamoDb() {
        return DynamoDBEmbedded.create(true).dynamoDbClient();
    }

    private static int s3(Path folder) throws Exception {
        var proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .endpoint(uri(0))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, USER, SECRET)
                .ignoreUnknownHeaders(true)
                .build();
        proxy.start();
        return proxy.getPort();
    }

    private static void empty(Path bucket) {
        delete(bucket);
        try {
            Files.createDirectory(bucket);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static URI uri(int port) {
        return URI.create("http://" + HOST + ":" + port);
    }
}
