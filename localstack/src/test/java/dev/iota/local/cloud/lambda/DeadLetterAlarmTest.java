package dev.iota.local.cloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.DeadLetters;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.local.cloud.net.Place;
import dev.iota.local.cloud.provision.Queues;
import dev.iota.local.cloud.service.SqsServer;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

@Tag("security")
@Tag("cloud")
class DeadLetterAlarmTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void more_dead_letters_than_at_the_last_look_are_told_once() throws Exception {
        var port = freePort();
        var server = SqsServer.start(port, port, new Place("us-east-1", "000000000000"));
        try (var sqs = SqsClient.builder()
                .httpClient(AwsCrtHttpClient.create())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .build()) {
            var shapes = List.of(
                    new QueueShape("dead", DAY, DAY, null),
                    new QueueShape("work", DAY, DAY, new DeadLetters("dead", 1)));
            var urls = new Queues(sqs).make(shapes);
            var alarm = new DeadLetterAlarm(shapes, urls, sqs);
            assertThat(alarm.look()).isEmpty();

            sqs.sendMessage(request -> request.queueUrl(urls.get("dead")).messageBody("poison"));

            assertThat(alarm.look()).singleElement().asString().contains("1 messages", "dead", "./iota quarantine");
            assertThat(alarm.look()).isEmpty();
        } finally {
            server.stop();
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
