package dev.iota.agent.link;

import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.client.ServiceHttp;
import dev.iota.core.api.QueueCredentials;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The way to an agent's two queues, with credentials that are replaced while it is in use. */
public final class QueueAccess implements AutoCloseable {
    private final SdkHttpClient http;
    private final SqsClient sqs;
    private volatile QueueCredentials credentials;

    /**
     * @param queue URL of one of the queues: both live at its origin, which is AWS or something that speaks its
     *     protocol
     */
    public QueueAccess(String queue, String region, QueueCredentials first) {
        this.credentials = first;
        AddressedClients.alone(); // an agent calls no other service of AWS
        this.http = ServiceHttp.towards(Optional.of(origin(queue))).build();
        this.sqs = new AddressedClients(Region.of(region), new Newest(), http).at(origin(queue), SqsClient::builder);
    }

    /** Scheme, host and port of a queue's URL. */
    static URI origin(String queue) {
        var url = URI.create(queue);
        return URI.create("%s://%s".formatted(url.getScheme(), url.getRawAuthority()));
    }

    public void renew(QueueCredentials newer) {
        credentials = newer;
    }

    /** When the credentials in use end. */
    public Instant expires() {
        return credentials.expires();
    }

    public SqsClient sqs() {
        return sqs;
    }

    @Override
    public void close() {
        sqs.close();
        http.close();
    }

    private final class Newest implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            var now = credentials;
            return AwsSessionCredentials.create(now.accessKeyId(), now.secretAccessKey(), now.sessionToken());
        }
    }
}
