package dev.iota.local.stack;

import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.client.ServiceHttp;
import dev.iota.local.cloud.CloudFile;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients of the services that deploy a stack and call its functions. */
record StackClients(SdkHttpClient http, CloudFormationClient cloudFormation, S3Client s3, LambdaClient lambda) {
    /** A call of the API that starts a process first. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(2);

    static StackClients of(CloudFile file) {
        AddressedClients.alone();
        var http = ServiceHttp.here().build();
        var clients = AddressedClients.of(file.region(), file.accessKeyId(), file.secretAccessKey(), http);
        return new StackClients(
                http,
                clients.at(file.sqs(), CloudFormationClient::builder),
                clients.objects(file.sqs()),
                // Whoever called repeats: a call that was made again behind its back would be made twice.
                clients.at(file.sqs(), LambdaClient::builder, calls -> calls.apiCallTimeout(LONGEST_CALL)
                        .retryStrategy(AwsRetryStrategy.doNotRetry())));
    }

    void close() {
        cloudFormation.close();
        s3.close();
        lambda.close();
        http.close();
    }
}
