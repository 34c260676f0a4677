package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.TableShape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
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
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;

/** DynamoDB Local, ElasticMQ and s3proxy in this process, started once; each test has a run of its own in them. */
final class TestCloud {
    private static final String HOST = "127.0.0.1";
    private static final String SECRET = "secret";
    private static final String USER = "test";
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, SECRET));

    private static @Nullable TestCloud shared;

    private final AwsClients awsClients;

    /** Where s3proxy keeps a folder for each bucket. */
    private final Path objects;

    private int runs;

    private TestCloud(AwsClients awsClients, Path objects) {
        this.awsClients = awsClients;
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

    AwsClients awsClients() {
        return awsClients;
    }

    /** Makes the tables, queues and bucket of a run that no other test has. */
    synchronized Names newRun() {
        var names = new Names("t" + runs++);
        var resources = Resources.of(names);
        resources.tables().forEach(this::create);
        resources.queues().forEach(this::create);
        resources.buckets().forEach(bucket -> awsClients.s3().createBucket(b -> b.bucket(bucket.name())));
        return names;
    }

    /** Removes the tables and the bucket of a run, which take memory and disk; an empty queue takes next to nothing. */
    void remove(Names names) {
        var resources = Resources.of(names);
        resources.tables().forEach(table -> awsClients.dynamoDb().deleteTable(b -> b.tableName(table.name())));
        // One by one through the API costs more than many a test.
        resources.buckets().forEach(bucket -> delete(objects.resolve(bucket.name())));
    }

    private void create(QueueShape queue) {
        awsClients.sqs().createQueue(b -> b.queueName(queue.name())
                .attributes(Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        Long.toString(queue.visibility().toSeconds()))));
    }

    private void create(TableShape table) {
        var attributes = new LinkedHashMap<String, AttributeDefinition>();
        keys(table)
                .forEach(key -> attributes.put(
                        key.name(),
                        AttributeDefinition.builder()
                                .attributeName(key.name())
                                .attributeType(key.type().name())
                                .build()));
        var indexes = table.indexes().stream()
                .map(index -> GlobalSecondaryIndex.builder()
                        .indexName(index.name())
                        .keySchema(schema(index.partition(), index.sort()))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .build())
                .toList();
        awsClients.dynamoDb().createTable(b -> b.tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attributes.values())
                .keySchema(schema(table.partition(), table.sort()))
                .globalSecondaryIndexes(indexes.isEmpty() ? null : indexes));
    }

    private static Stream<dev.iota.cloud.shape.KeyShape> keys(TableShape table) {
        return Stream.concat(
                        Stream.of(table.partition(), table.sort()),
                        table.indexes().stream().flatMap(index -> Stream.of(index.partition(), index.sort())))
                .filter(java.util.Objects::nonNull);
    }

    private static java.util.List<KeySchemaElement> schema(
            dev.iota.cloud.shape.KeyShape partition, dev.iota.cloud.shape.@Nullable KeyShape sort) {
        var elements = new java.util.ArrayList<KeySchemaElement>();
        elements.add(element(partition, KeyType.HASH));
        if (sort != null) {
            elements.add(element(sort, KeyType.RANGE));
        }
        return elements;
    }

    private static KeySchemaElement element(dev.iota.cloud.shape.KeyShape key, KeyType type) {
        return KeySchemaElement.builder()
                .attributeName(key.name())
                .keyType(type)
                .build();
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
