package dev.iota.cloud;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.client.TableRequest;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import dev.iota.cloud.shape.TableShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local, ElasticMQ and s3proxy in this process, started once. A test class takes the tables, the queues and
 * the bucket of a run of its own. With {@code -Dtest.cloud=localstack} all three are LocalStack. Nothing answers for
 * STS and Step Functions: {@link ScriptedService} does.
 */
public final class CloudServices {
    /** Of everything that is signed here. */
    public static final Region REGION = Region.US_EAST_1;

    /** What all queues here belong to. */
    public static final String ACCOUNT = "000000000000";

    private static final String HOST = "127.0.0.1";
    private static final String USER = "test";

    /** LocalStack takes no other. */
    private static final String SECRET = "test";

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, SECRET));
    private static final SdkHttpClient HTTP = AwsCrtHttpClient.create();

    private static @Nullable CloudServices shared;

    private final AwsClients awsClients;
    private int runs;

    private CloudServices(AwsClients awsClients) {
        this.awsClients = awsClients;
    }

    /** The servers of this process. */
    public static synchronized CloudServices shared() {
        var started = shared;
        if (started == null) {
            started = start();
            shared = started;
        }
        return started;
    }

    /** A client of a service at this address. */
    public static <B extends AwsClientBuilder<B, C>, C> C at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint)
                .region(REGION)
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    /** What clients here send with. */
    public static SdkHttpClient http() {
        return HTTP;
    }

    public DynamoDbClient dynamoDb() {
        return awsClients.dynamoDb();
    }

    public SqsClient sqs() {
        return awsClients.sqs();
    }

    public S3Client s3() {
        return awsClients.s3();
    }

    public S3Presigner presigner() {
        return awsClients.presigner();
    }

    /** A run that no other test has, with this one of its tables. */
    public Names withTables(Function<Names, String> table) {
        return withTables(table, table);
    }

    /** A run that no other test has, with these of its tables. */
    public synchronized Names withTables(Function<Names, String> table, Function<Names, String> other) {
        var names = new Names("t" + runs++);
        var wanted = List.of(table.apply(names), other.apply(names));
        Resources.of(names).tables().stream()
                .filter(shape -> wanted.contains(shape.name()))
                .forEach(this::create);
        return names;
    }

    /** A run that no other test has, with its queues. */
    public synchronized Names withQueues() {
        var names = new Names("t" + runs++);
        Resources.of(names).queues().forEach(this::create);
        return names;
    }

    /** A run that no other test has, with its bucket. */
    public synchronized Names withBucket() {
        var names = new Names("t" + runs++);
        awsClients.s3().createBucket(b -> b.bucket(names.objects()));
        return names;
    }

    private void create(QueueShape queue) {
        awsClients.sqs().createQueue(b -> b.queueName(queue.name())
                .attributes(Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        Long.toString(queue.visibility().toSeconds()))));
    }

    private void create(TableShape table) {
        awsClients.dynamoDb().createTable(TableRequest.of(table));
    }

    private static CloudServices start() {
        try {
            if (LocalStackHost.isWanted()) {
                var localStack = LocalStackHost.start();
                return new CloudServices(clients(localStack, localStack, localStack));
            }
            return new CloudServices(clients(uri(startDynamoDb()), uri(startSqs()), uri(startS3())));
        } catch (Exception e) {
            throw new IllegalStateException("the services of the tests did not start", e);
        }
    }

    private static AwsClients clients(URI dynamoDb, URI sqs, URI s3) {
        var nowhere = uri(1);
        return new AwsClients(
                at(dynamoDb, DynamoDbClient.builder().httpClient(HTTP)),
                at(sqs, SqsClient.builder().httpClient(HTTP)),
                at(s3, S3Client.builder().httpClient(HTTP).forcePathStyle(true)),
                S3Presigner.builder()
                        .endpointOverride(s3)
                        .region(REGION)
                        .credentialsProvider(CREDENTIALS)
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build(),
                at(nowhere, StsClient.builder().httpClient(HTTP)),
                at(nowhere, SfnClient.builder().httpClient(HTTP)));
    }

    private static int startDynamoDb() throws Exception {
        var handler = new LocalDynamoDBServerHandler(new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
        var server = new Server();
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(HOST);
        server.addConnector(connector);
        server.setHandler(new ContextHandler(handler, "/"));
        server.start();
        return connector.getLocalPort();
    }

    private static int startSqs() {
        return SQSRestServerBuilder.withInterface(HOST)
                .withPort(0)
                .withServerAddress(new NodeAddress("http", HOST, 0, ""))
                .withAWSRegion(REGION.id())
                .withAWSAccountId(ACCOUNT)
                .start()
                .waitUntilStarted()
                .localAddress()
                .getPort();
    }

    private static int startS3() throws Exception {
        var folder = Files.createTempDirectory("objects");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
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
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI uri(int port) {
        return URI.create("http://" + HOST + ":" + port);
    }
}
