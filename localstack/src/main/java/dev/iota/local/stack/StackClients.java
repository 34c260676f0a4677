package dev.iota.local.stack;

import dev.iota.local.cloud.CloudFile;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients of the services that deploy a stack and call its functions. */
record StackClients(SdkHttpClient http, CloudFormationClient cloudFormation, S3Client s3, LambdaClient lambda) {
    /** A call of the API that starts a process first. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(2);

    static StackClients of(CloudFile file) {
        var http = AwsCrtHttpClient.create();
        return new StackClients(
                http,
                at(CloudFormationClient.builder().httpClient(http), file).build(),
                at(S3Client.builder().httpClient(http).forcePathStyle(true), file)
                        .build(),
                at(LambdaClient.builder().httpClient(http), file)
                        // Whoever called repeats: a call that was made again behind its back would be made twice.
                        .overrideConfiguration(
                                b -> b.apiCallTimeout(LONGEST_CALL).retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build());
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(B builder, CloudFile file) {
        return builder.endpointOverride(file.sqs())
                .region(Region.of(file.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(file.accessKeyId(), file.secretAccessKey())));
    }

    void close() {
        cloudFormation.close();
        s3.close();
        lambda.close();
        http.close();
    }
}
