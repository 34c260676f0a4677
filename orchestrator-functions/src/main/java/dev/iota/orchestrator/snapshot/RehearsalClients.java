package dev.iota.orchestrator.snapshot;

import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.client.AwsClients;
import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Clients all of whose calls go to one address, with credentials that are worth nothing. */
final class RehearsalClients {
    private static final String NOTHING = "rehearsal";

    private RehearsalClients() {}

    static AwsClients of(URI address, SdkHttpClient http) {
        var clients = AddressedClients.of(Region.US_EAST_1.id(), NOTHING, NOTHING, http);
        return new AwsClients(
                clients.at(address, DynamoDbClient::builder),
                clients.at(address, SqsClient::builder),
                clients.objects(address),
                clients.presigner(address),
                clients.at(address, StsClient::builder),
                clients.at(address, SfnClient::builder));
    }
}
