package dev.iota.local.runner.operator;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.client.LoopbackHttp;
import dev.iota.cloud.shape.Names;
import dev.iota.local.cloud.CloudFile;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Clients of an embedded cloud, with its owner's credentials; nothing of this process's environment is asked.
 */
public final class Endpoints {
    private Endpoints() {}

    /** The stack names a run's bucket after the account, which is that of the credentials. */
    static Names names(String run, StsClient sts) {
        return Names.deployed(run, () -> sts.getCallerIdentity().account());
    }

    public static AwsClients clients(CloudFile cloud) {
        CloudFile.ALONE.forEach(System::setProperty);
        var http = LoopbackHttp.builder().build();
        var region = Region.of(cloud.region());
        var credentials = StaticCredentialsProvider.create(
                AwsBasicCredentials.create(cloud.accessKeyId(), cloud.secretAccessKey()));
        return new AwsClients(
                DynamoDbClient.builder()
                        .httpClient(http)
                        .region(region)
                        .credentialsProvider(credentials)
                        .endpointOverride(cloud.dynamoDb())
                        .build(),
                SqsClient.builder()
                        .httpClient(http)
                        .region(region)
                        .credentialsProvider(credentials)
                        .endpointOverride(cloud.sqs())
                        .build(),
                S3Client.builder()
                        .httpClient(http)
                        .region(region)
                        .credentialsProvider(credentials)
                        .endpointOverride(cloud.s3())
                        .forcePathStyle(true)
                        .build(),
                S3Presigner.builder()
                        .region(region)
                        .credentialsProvider(credentials)
                        .endpointOverride(cloud.s3())
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build(),
                StsClient.builder()
                        .httpClient(http)
                        .region(region)
                        .credentialsProvider(credentials)
                        .endpointOverride(cloud.sts())
                        .build(),
                SfnClient.builder()
                        .httpClient(http)
                        .region(region)
                        .credentialsProvider(credentials)
                        .endpointOverride(cloud.states())
                        .build());
    }
}
