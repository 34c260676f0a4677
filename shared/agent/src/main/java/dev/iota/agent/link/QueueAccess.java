package dev.iota.agent.link;

import dev.iota.cloud.client.AddressedClients;
import dev.iota.cloud.client.ServiceHttp;
import dev.iota.core.api.QueueCredentials;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The way to an agent's two queues, with credentials that are replaced while it is in use. It may be closed while
 * threads call: their HTTP client would end the whole process if one of them asked it for a connection afterwards.
 */
public final class QueueAccess implements AutoCloseable {
    /** A call that goes on for longer after the agent's end keeps its connection until the process is over. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private final ReadWriteLock calls = new ReentrantReadWriteLock();
    private final SdkHttpClient http;
    private final SqsClient sqs;
    private volatile QueueCredentials credentials;
    private boolean closed;

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

    /**
     * What a call answers.
     *
     * @throws AbortedException if the access is closed
     */
    public <T> T call(Function<SqsClient, T> request) {
        calls.readLock().lock();
        try {
            if (closed) {
                throw AbortedException.create("the agent ends");
            }
            return request.apply(sqs);
        } finally {
            calls.readLock().unlock();
        }
    }

    /** Whoever waits for an answer should have been interrupted. */
    @Override
    public void close() {
        try {
            if (!calls.writeLock().tryLock(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            closed = true;
            sqs.close();
            http.close();
        } finally {
            calls.writeLock().unlock();
        }
    }

    private final class Newest implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            var now = credentials;
            return AwsSessionCredentials.create(now.accessKeyId(), now.secretAccessKey(), now.sessionToken());
        }
    }
}
