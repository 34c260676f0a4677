package dev.iota.orchestrator.snapshot;

import dev.iota.cloud.client.AwsClients;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Clients all of whose calls go to one address, with credentials that are worth nothing. */
final class RehearsalClients {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("rehearsal", "rehearsal"));

    private RehearsalClients() {}

    static AwsClients of(URI address, SdkHttpClient http) {
        return new AwsClients(
                to(address, DynamoDbClient.builder().httpClient(http)).build(),
                to(address, SqsClient.builder().httpClient(http)).build(),
                to(address, S3Client.builder().httpClient(http).forcePathStyle(true))
                        .build(),
                S3Presigner.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .build(),
                to(address, StsClient.builder().httpClient(http)).build(),
                to(address, SfnClient.builder().httpClient(http)).build());
    }

    private static <B extends AwsClientBuilder<B, ?>> B to(URI address, B builder) {
        return builder.region(Region.US_EAST_1).credentialsProvider(CREDENTIALS).endpointOverride(address);
    }
}
