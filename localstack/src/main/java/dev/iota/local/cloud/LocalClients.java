package dev.iota.local.cloud;

import dev.iota.cloud.client.LoopbackHttp;
import dev.iota.cloud.count.CountingInterceptor;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The cloud's own clients of its services: it makes its resources as anybody would. */
record LocalClients(SdkHttpClient http, DynamoDbClient dynamoDb, SqsClient sqs, S3Client s3) {
    /** Long polls hold one connection each. */
    private static final int CONNECTIONS = 64;

    /** On a thin line that is full, a connection takes longer than the two seconds that are usual. */
    private static final Duration CONNECTING = Duration.ofSeconds(15);

    static LocalClients of(CloudFile file) {
        return of(file, file.sqs());
    }

    /** @param sqs endpoint of the queues: the cloud itself goes past the gateway */
    static LocalClients of(CloudFile file, URI sqs) {
        var http = LoopbackHttp.builder()
                .maxConcurrency(CONNECTIONS)
                .connectionTimeout(CONNECTING)
                .build();
        return new LocalClients(
                http,
                at(DynamoDbClient.builder().httpClient(http), file.dynamoDb(), file)
                        .build(),
                at(SqsClient.builder().httpClient(http), sqs, file)
                        .overrideConfiguration(b -> b.addExecutionInterceptor(new CountingInterceptor()))
                        .build(),
                at(S3Client.builder().httpClient(http).forcePathStyle(true), file.s3(), file)
                        .build());
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(B builder, URI endpoint, CloudFile file) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(file.region()))
                .credentialsProvider(credentials(file));
    }

    private static AwsCredentialsProvider credentials(CloudFile file) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(file.accessKeyId(), file.secretAccessKey()));
    }

    void close() {
        dynamoDb.close();
        sqs.close();
        s3.close();
        http.close();
    }
}
