package dev.iota.local.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.shape.DeadLetters;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.Resources;
import dev.iota.core.base.Json;
import dev.iota.core.routing.LeaseTimer;
import dev.iota.core.wire.Quarantined;
import dev.iota.local.cloud.lambda.HandlerFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The real functions behind real queues, which lose patience sooner than the run's. */
@Tag("cloud")
@Tag("security")
class PoisonTest {
    private static final Names NAMES = new Names("poison");
    private static final int MAX_RECEIVE_COUNT = 2;

    private EmbeddedCloud cloud;
    private LocalClients localClients;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        cloud = EmbeddedCloud.start(new CloudOptions(
                folder, NAMES, 0, resources(), HandlerFactory.byName(), Clock.systemUTC(), new SecureRandom()));
        localClients = LocalClients.of(cloud.file());
    }

    private static Resources resources() {
        var real = Resources.of(NAMES);
        return new Resources(
                real.tables(),
                real.queues().stream().map(PoisonTest::impatient).toList(),
                real.buckets(),
                real.functions(),
                real.eventSources(),
                List.of(),
                real.routes(),
                real.stateMachines());
    }

    private static QueueShape impatient(QueueShape shape) {
        var letters = shape.deadLetters();
        return new QueueShape(
                shape.name(),
                letters == null ? shape.visibility() : Duration.ofSeconds(1),
                shape.retention(),
                letters == null ? null : new DeadLetters(letters.queue(), MAX_RECEIVE_COUNT));
    }

    @AfterEach
    void stop() {
        localClients.close();
        cloud.close();
    }

    @Test
    void messages_of_no_sense_are_put_away_on_their_first_delivery_whatever_the_queue() throws Exception {
        send(NAMES.events(), "no event");
        send(NAMES.timers(), "no timer");
        send(NAMES.merges(), "no task");

        assertThat(CloudFixture.eventually(() -> quarantined().size() == 3)).isTrue();
        assertThat(quarantined())
                .extracting(Quarantined::source)
                .containsExactlyInAnyOrder(NAMES.events(), NAMES.timers(), NAMES.merges());
        assertThat(CloudFixture.eventually(() -> List.of(NAMES.events(), NAMES.timers(), NAMES.merges()).stream()
                        .allMatch(queue -> messages(queue) == 0)))
                .isTrue();
        assertThat(messages(Names.deadLetters(NAMES.events()))).isZero();
    }

    @Test
    void a_message_on_which_the_function_fails_each_time_becomes_a_dead_letter_and_holds_nobody_back()
            throws Exception {
        // It makes sense; but the run was never set up.
        send(NAMES.timers(), Json.write(new LeaseTimer(1, "0123456789abcdef")));
        send(NAMES.timers(), "no timer");

        assertThat(CloudFixture.eventually(() -> quarantined().size() == 1)).isTrue();
        assertThat(CloudFixture.eventually(() -> messages(Names.deadLetters(NAMES.timers())) == 1))
                .isTrue();
        assertThat(messages(NAMES.timers())).isZero();
    }

    private void send(String queue, String body) {
        var url = url(queue);
        localClients.sqs().sendMessage(request -> request.queueUrl(url).messageBody(body));
    }

    private List<Quarantined> quarantined() {
        return new dev.iota.cloud.table.Quarantine(localClients.dynamoDb(), NAMES)
                .all(Instant.now())
                .toList();
    }

    private int messages(String queue) {
        var url = url(queue);
        return localClients
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().toString().startsWith("ApproximateNumberOfMessages"))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .sum();
    }

    private String url(String queue) {
        return localClients
                .sqs()
                .getQueueUrl(request -> request.queueName(queue))
                .queueUrl();
    }
}
