package dev.iota.agent.link;

import dev.iota.cloud.client.LoopbackHttp;
import dev.iota.core.api.QueueCredentials;
import java.net.URI;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The way to an agent's two queues, with credentials that are replaced while it is in use. */
public final class QueueAccess implements AutoCloseable {
    private final SqsClient sqs;
    private volatile QueueCredentials credentials;

    /**
     * @param queue URL of one of the queues: both live at its origin, which is AWS or something that speaks its
     *     protocol
     */
    public QueueAccess(String queue, String region, QueueCredentials first) {
        this.credentials = first;
        this.sqs = SqsClient.builder()
                .endpointOverride(origin(queue))
                .region(Region.of(region))
                .credentialsProvider(new Newest())
                .httpClientBuilder(LoopbackHttp.towards(origin(queue)))
                .build();
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
    }

    private final class Newest implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            var now = credentials;
            return AwsSessionCredentials.create(now.accessKeyId(), now.secretAccessKey(), now.sessionToken());
        }
    }
}
