package dev.iota.local.cloud;

import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.client.ServiceHttp;
import dev.iota.cloud.client.TableCalls;
import dev.iota.cloud.count.CountingInterceptor;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
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
        AddressedClients.alone();
        var http = ServiceHttp.here()
                .maxConcurrency(CONNECTIONS)
                .connectionTimeout(CONNECTING)
                .build();
        var clients = AddressedClients.of(file.region(), file.accessKeyId(), file.secretAccessKey(), http);
        return new LocalClients(
                http,
                clients.at(file.dynamoDb(), DynamoDbClient::builder, TableCalls::retried),
                clients.at(sqs, SqsClient::builder, calls -> calls.addExecutionInterceptor(new CountingInterceptor())),
                clients.objects(file.s3()));
    }

    void close() {
        dynamoDb.close();
        sqs.close();
        s3.close();
        http.close();
    }
}
