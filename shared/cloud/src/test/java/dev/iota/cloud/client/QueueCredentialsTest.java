package dev.iota.cloud.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.CloudServices;
import dev.iota.cloud.ScriptedService;
import dev.iota.cloud.shape.Names;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** What a miner's credentials allow; nothing local answers for STS, so a scripted service does. */
@Tag("security")
class QueueCredentialsTest {
    private static final String INBOX = "https://sqs.eu-central-1.amazonaws.com/123456789012/iota-alpha-inbox-5Grw-7";
    private static final String EVENTS = "https://sqs.eu-central-1.amazonaws.com/123456789012/iota-alpha-events";
    private static final String ARN = "arn:aws:sqs:eu-central-1:123456789012:";
    private static final String GIVEN = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
            + "<AssumeRoleResult><Credentials><AccessKeyId>id</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
            + "<SessionToken>token</SessionToken><Expiration>2026-03-01T12:15:00Z</Expiration></Credentials>"
            + "</AssumeRoleResult></AssumeRoleResponse>";

    private final ScriptedService service = ScriptedService.start();
    private final Hotkey miner = KeyPair.generate(new Random(1)).hotkey();

    @AfterEach
    void leaveNothingBehind() {
        service.close();
    }

    @Test
    void a_miner_gets_what_sts_gives() {
        service.answer(200, GIVEN);

        var given = credentials().issue(miner, INBOX, EVENTS);

        assertThat(given.expires()).isEqualTo(Instant.parse("2026-03-01T12:15:00Z"));
        assertThat(Json.write(given)).contains("\"id\"", "\"secret\"", "\"token\"");
        assertThat(given.toString()).doesNotContain("secret", "token");
    }

    @Test
    void the_role_is_the_runs_in_the_account_of_its_queues_and_the_session_names_the_miner() {
        service.answer(200, GIVEN);

        credentials().issue(miner, INBOX, EVENTS);

        assertThat(service.requests()).singleElement().satisfies(request -> assertThat(request.form())
                .containsEntry("Action", "AssumeRole")
                .containsEntry("RoleArn", "arn:aws:iam::123456789012:role/iota-alpha-miner")
                .containsEntry("RoleSessionName", miner.address())
                .containsEntry("DurationSeconds", "900"));
    }

    @Test
    void a_session_reads_its_own_inbox_and_sends_events_and_does_nothing_else() throws IOException {
        service.answer(200, GIVEN);

        credentials().issue(miner, INBOX, EVENTS);

        var policy = Json.mapper().readTree(service.requests().getFirst().form().get("Policy"));
        assertThat(policy.path("Version").asText()).isEqualTo("2012-10-17");
        var allowed = new ArrayList<String>();
        for (var statement : policy.path("Statement")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            for (var action : texts(statement.path("Action"))) {
                texts(statement.path("Resource")).forEach(resource -> allowed.add(action + " " + resource));
            }
        }
        assertThat(allowed)
                .containsExactlyInAnyOrder(
                        "sqs:ReceiveMessage " + ARN + "iota-alpha-inbox-5Grw-7",
                        "sqs:DeleteMessage " + ARN + "iota-alpha-inbox-5Grw-7",
                        "sqs:ChangeMessageVisibility " + ARN + "iota-alpha-inbox-5Grw-7",
                        "sqs:SendMessage " + ARN + "iota-alpha-events");
    }

    @Test
    void a_policy_fits_what_a_session_may_carry() {
        service.answer(200, GIVEN);
        var names = new Names("r".repeat(20));
        var host = "https://sqs.ap-southeast-1.amazonaws.com/123456789012/";

        new Credentials(sts(), names, "ap-southeast-1")
                .issue(miner, host + names.inbox(miner.address(), Long.MAX_VALUE), host + names.events());

        assertThat(service.requests().getFirst().form().get("Policy")).hasSizeLessThanOrEqualTo(2048);
    }

    @Test
    void a_refusal_of_sts_is_not_answered_with_credentials() {
        service.answer(
                403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");

        assertThatThrownBy(() -> credentials().issue(miner, INBOX, EVENTS)).isInstanceOf(StsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://sqs.eu-central-1.amazonaws.com/events", "http://localhost", "events"})
    void what_is_no_url_of_a_queue_is_refused_before_anything_is_asked(String url) {
        assertThatThrownBy(() -> credentials().issue(miner, INBOX, url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + url + "'");
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void the_account_is_seen_in_a_queues_url_also_behind_a_path() {
        assertThat(Credentials.account(EVENTS)).isEqualTo("123456789012");
        assertThat(Credentials.account("http://127.0.0.1:9324/proxy/000000000000/events"))
                .isEqualTo("000000000000");
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(element.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private Credentials credentials() {
        return new Credentials(sts(), new Names("alpha"), "eu-central-1");
    }

    private StsClient sts() {
        return CloudServices.at(service.uri(), StsClient.builder().httpClient(CloudServices.http()));
    }
}
