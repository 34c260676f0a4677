package dev.iota.cloud.client;

import dev.iota.cloud.count.CountingInterceptor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The services that a run uses. Where they are is configuration alone: the SDK reads {@code AWS_ENDPOINT_URL},
 * {@code AWS_ENDPOINT_URL_<SERVICE>} and the system properties {@code aws.endpointUrl…}; {@link ObjectStore} says how
 * objects are moved elsewhere.
 *
 * @param presigner signs URLs without a call
 */
public record AwsClients(
        DynamoDbClient dynamoDb, SqsClient sqs, S3Client s3, S3Presigner presigner, StsClient sts, SfnClient sfn)
        implements AutoCloseable {
    /** On a thin line that is full, a connection takes longer than the two seconds that are usual. */
    private static final Duration CONNECTING = Duration.ofSeconds(15);

    /** Settings that move S3 away from AWS. */
    private static final List<String> S3_ENDPOINTS = List.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");

    private static final List<String> S3_ENDPOINT_PROPERTIES = List.of("aws.endpointUrlS3", "aws.endpointUrl");

    private static final List<String> TABLES = List.of("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL");

    private static final List<String> TABLES_PROPERTIES = List.of("aws.endpointUrlDynamoDb", "aws.endpointUrl");

    /** Clients of the configured region, credentials and endpoints. They share one HTTP client. */
    public static AwsClients configured() {
        return over(ServiceHttp.towards(tables()).connectionTimeout(CONNECTING).build());
    }

    /** A client of where the stack has its own buckets, also where objects are elsewhere. */
    public static S3Client ownObjects() {
        return S3Client.builder()
                .httpClientBuilder(ServiceHttp.towards(tables()).connectionTimeout(CONNECTING))
                .forcePathStyle(hasS3Endpoint())
                .build();
    }

    private static AwsClients over(SdkHttpClient http) {
        var pathStyle = hasS3Endpoint();
        var objects = ObjectStore.configured();
        return new AwsClients(
                DynamoDbClient.builder()
                        .httpClient(http)
                        .overrideConfiguration(calls -> TableCalls.retried(seen(calls)))
                        .build(),
                counted(SqsClient.builder().httpClient(http)),
                objects.map(store -> store.client(http))
                        .orElseGet(() ->
                                counted(S3Client.builder().httpClient(http).forcePathStyle(pathStyle))),
                objects.map(store -> store.presigner(http)).orElseGet(() -> S3Presigner.builder()
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(pathStyle)
                                .build())
                        .build()),
                counted(StsClient.builder().httpClient(http)),
                counted(SfnClient.builder().httpClient(http)));
    }

    /** A client whose calls are seen by {@link CountingInterceptor}. */
    static <B extends AwsClientBuilder<B, C>, C> C counted(B builder) {
        return builder.overrideConfiguration(calls -> seen(calls)).build();
    }

    private static ClientOverrideConfiguration.Builder seen(ClientOverrideConfiguration.Builder calls) {
        return calls.addExecutionInterceptor(new CountingInterceptor());
    }

    /** Where the tables are stands for where everything is, but for objects. */
    private static Optional<URI> tables() {
        return Stream.concat(
                        TABLES_PROPERTIES.stream().map(System::getProperty),
                        TABLES.stream().map(System::getenv))
                .filter(AwsClients::isSet)
                .findFirst()
                .map(URI::create);
    }

    /** Other stores than AWS are rarely reachable under a host name for each bucket. */
    private static boolean hasS3Endpoint() {
        return S3_ENDPOINT_PROPERTIES.stream().map(System::getProperty).anyMatch(AwsClients::isSet)
                || S3_ENDPOINTS.stream().map(System::getenv).anyMatch(AwsClients::isSet);
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    @Override
    public void close() {
        dynamoDb.close();
        sqs.close();
        s3.close();
        presigner.close();
        sts.close();
        sfn.close();
    }
}
