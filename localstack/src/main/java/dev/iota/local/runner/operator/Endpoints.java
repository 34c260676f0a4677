package dev.iota.local.runner.operator;

import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.client.ObjectStore;
import dev.iota.cloud.client.ServiceHttp;
import dev.iota.cloud.client.TableCalls;
import dev.iota.cloud.shape.Names;
import dev.iota.local.cloud.CloudFile;
import dev.iota.local.runner.failure.RunnerException;
import dev.iota.orchestrator.context.Services;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Clients of a cloud on this machine, with its owner's credentials. The environment is asked for a store of objects
 * apart from it, and for nothing else.
 */
public final class Endpoints {
    private Endpoints() {}

    /** The stack names a run's bucket after the account, which is that of the credentials. */
    static Names names(String run, StsClient sts) {
        return Names.deployed(run, () -> sts.getCallerIdentity().account());
    }

    /** The services of a run that is deployed where the environment says, whether it is set up or not. */
    public static Services deployed(String run, InstantSource clock) {
        var clients = told(AwsClients::configured);
        return Services.of(names(run, clients.sts()), clients, clock, new SecureRandom());
    }

    /** Where the cloud has its objects, if nothing else is configured. */
    private static ObjectStore objects(CloudFile cloud) {
        return new ObjectStore(cloud.s3(), cloud.region(), cloud.accessKeyId(), cloud.secretAccessKey());
    }

    /** What the environment says by half or wrongly is for a person to put right. */
    private static <T> T told(Supplier<T> configured) {
        try {
            return configured.get();
        } catch (IllegalStateException e) {
            throw new RunnerException(e, "%s", String.valueOf(e.getMessage()));
        }
    }

    public static AwsClients clients(CloudFile cloud) {
        AddressedClients.alone();
        var http = ServiceHttp.here().build();
        var clients = AddressedClients.of(cloud.region(), cloud.accessKeyId(), cloud.secretAccessKey(), http);
        var objects = told(ObjectStore::configured).orElseGet(() -> objects(cloud));
        return new AwsClients(
                clients.at(cloud.dynamoDb(), DynamoDbClient::builder, TableCalls::retried),
                clients.at(cloud.sqs(), SqsClient::builder),
                objects.client(http),
                objects.presigner(http),
                clients.at(cloud.sts(), StsClient::builder),
                clients.at(cloud.states(), SfnClient::builder));
    }
}
