package dev.iota.infra;

import static dev.iota.infra.SynthesizedStack.NAMES;
import static dev.iota.infra.SynthesizedStack.RESOURCES;
import static dev.iota.infra.SynthesizedStack.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.shape.BucketShape;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.QueueShape;
import dev.iota.cloud.shape.RouteShape;
import dev.iota.cloud.shape.TableShape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is kept in the stack, under which names, and who hears of trouble. */
@Tag("infra")
@ExtendWith(Synthesis.class)
class StackTest {
    private final SynthesizedStack stack;

    StackTest(SynthesizedStack stack) {
        this.stack = stack;
    }

    @Test
    void names_are_those_of_the_shapes_and_nothing_is_added() {
        assertThat(named("AWS::DynamoDB::Table", "TableName"))
                .containsExactlyInAnyOrderElementsOf(
                        RESOURCES.tables().stream().map(TableShape::name).toList());
        assertThat(named("AWS::SQS::Queue", "QueueName"))
                .containsExactlyInAnyOrderElementsOf(
                        RESOURCES.queues().stream().map(QueueShape::name).toList());
        assertThat(named("AWS::S3::Bucket", "BucketName"))
                .containsExactlyInAnyOrderElementsOf(
                        RESOURCES.buckets().stream().map(BucketShape::name).toList());
        assertThat(named("AWS::Lambda::Function", "FunctionName"))
                .containsExactlyInAnyOrderElementsOf(RESOURCES.functions().stream()
                        .map(FunctionShape::name)
                        .map(NAMES::function)
                        .toList());
        assertThat(named("AWS::ApiGatewayV2::Route", "RouteKey"))
                .containsExactlyInAnyOrderElementsOf(
                        RESOURCES.routes().stream().map(RouteShape::key).toList());
    }

    @Test
    void tables_have_the_keys_of_their_shapes() {
        for (var shape : RESOURCES.tables()) {
            var table = stack.properties("AWS::DynamoDB::Table", "TableName", shape.name());
            assertThat(keys(table)).isEqualTo(keys(shape.partition().name(), sortOf(shape)));
            assertThat(elements(table.path("AttributeDefinitions")))
                    .filteredOn(attribute -> attribute
                            .path("AttributeName")
                            .asText()
                            .equals(shape.partition().name()))
                    .extracting(attribute -> attribute.path("AttributeType").asText())
                    .containsExactly(shape.partition().type().name());
            assertThat(table.at("/TimeToLiveSpecification/AttributeName").asText(""))
                    .isEqualTo(shape.ttl() == null ? "" : shape.ttl());
            assertThat(table.path("GlobalSecondaryIndexes")).hasSameSizeAs(shape.indexes());
            for (var index : shape.indexes()) {
                assertThat(elements(table.path("GlobalSecondaryIndexes"))).anySatisfy(deployed -> {
                    assertThat(deployed.path("IndexName").asText()).isEqualTo(index.name());
                    assertThat(keys(deployed))
                            .isEqualTo(keys(
                                    index.partition().name(),
                                    index.sort() == null ? "" : index.sort().name()));
                    assertThat(deployed.at("/Projection/ProjectionType").asText())
                            .isEqualTo("KEYS_ONLY");
                });
            }
        }
    }

    @Test
    void a_table_without_requests_costs_nothing_and_can_be_restored() {
        assertThat(stack.properties("AWS::DynamoDB::Table")).allSatisfy(table -> {
            assertThat(table.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
            assertThat(table.at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                            .asBoolean())
                    .isTrue();
        });
    }

    @Test
    void what_a_run_learned_outlives_its_stack() {
        assertThat(Stream.of("AWS::DynamoDB::Table", "AWS::S3::Bucket")
                        .map(stack::resources)
                        .flatMap(List::stream))
                .allSatisfy(resource ->
                        assertThat(resource.path("DeletionPolicy").asText()).isEqualTo("Retain"));
    }

    @Tag("security")
    @Test
    void queues_have_their_shapes_and_their_dead_letters() {
        for (var shape : RESOURCES.queues()) {
            var queue = stack.properties("AWS::SQS::Queue", "QueueName", shape.name());
            assertThat(queue.path("VisibilityTimeout").asLong())
                    .isEqualTo(shape.visibility().toSeconds());
            assertThat(queue.path("MessageRetentionPeriod").asLong())
                    .isEqualTo(shape.retention().toSeconds());
            assertThat(queue.path("SqsManagedSseEnabled").asBoolean()).isTrue();
            assertThat(queue.path("MaximumMessageSize").asInt()).isEqualTo(shape.maxBytes());
            var letters = shape.deadLetters();
            var redrive = queue.path("RedrivePolicy");
            assertThat(stack.text(redrive.path("deadLetterTargetArn")))
                    .isEqualTo(letters == null ? "" : letters.queue());
            assertThat(redrive.path("maxReceiveCount").asInt())
                    .isEqualTo(letters == null ? 0 : letters.maxReceiveCount());
        }
    }

    @Test
    void queues_and_buckets_are_reached_over_tls_only() {
        assertThat(deniedWithoutTls("AWS::SQS::QueuePolicy"))
                .containsExactlyInAnyOrderElementsOf(named("AWS::SQS::Queue", "QueueName"));
        assertThat(deniedWithoutTls("AWS::S3::BucketPolicy")).contains(NAMES.objects());
    }

    @Test
    void buckets_are_private_and_encrypted() {
        assertThat(stack.properties("AWS::S3::Bucket")).allSatisfy(bucket -> {
            assertThat(bucket.path("PublicAccessBlockConfiguration")).hasSize(4).allMatch(JsonNode::asBoolean);
            assertThat(bucket.at("/BucketEncryption/ServerSideEncryptionConfiguration/0"
                                    + "/ServerSideEncryptionByDefault/SSEAlgorithm")
                            .asText())
                    .isEqualTo("AES256");
        });
    }

    @Test
    void objects_expire_as_their_shape_says_and_abandoned_uploads_too() {
        for (var shape : RESOURCES.buckets()) {
            var rules = elements(stack.properties("AWS::S3::Bucket", "BucketName", shape.name())
                            .at("/LifecycleConfiguration/Rules"))
                    .toList();
            assertThat(rules).hasSize(shape.lifecycle().size() + 1);
            assertThat(rules).anyMatch(rule -> rule.has("AbortIncompleteMultipartUpload"));
            for (var expiry : shape.lifecycle()) {
                assertThat(rules)
                        .anyMatch(rule ->
                                expiry.prefix().equals(rule.path("Prefix").asText())
                                        && rule.path("ExpirationInDays").asInt() == expiry.days());
            }
        }
    }

    @Test
    void logs_are_not_kept_for_ever() {
        assertThat(stack.properties("AWS::Logs::LogGroup"))
                .hasSize(
                        RESOURCES.functions().size() + RESOURCES.stateMachines().size() + 1)
                .allMatch(group -> group.path("RetentionInDays").asInt() > 0);
    }

    @Tag("security")
    @Test
    void a_person_hears_of_dead_letters_errors_and_late_events() {
        var alarms = stack.properties("AWS::CloudWatch::Alarm");
        assertThat(alarms)
                .extracting(alarm -> alarm.path("AlarmName").asText())
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                RESOURCES.queues().stream()
                                        .map(QueueShape::deadLetters)
                                        .flatMap(Stream::ofNullable)
                                        .map(letters -> letters.queue()),
                                RESOURCES.functions().stream()
                                        .map(function -> NAMES.function(function.name()) + "-errors"),
                                Stream.of(NAMES.events() + "-late"))
                        .flatMap(names -> names)
                        .toList());
        assertThat(alarms)
                .allMatch(alarm -> alarm.at("/AlarmActions/0").asText().equals(SynthesizedStack.LISTENER));
    }

    private List<String> named(String type, String property) {
        return stack.properties(type).stream()
                .map(properties -> properties.path(property).asText())
                .toList();
    }

    private List<String> deniedWithoutTls(String type) {
        return stack.properties(type).stream()
                .flatMap(policy -> elements(policy.at("/PolicyDocument/Statement")))
                .filter(statement -> statement.path("Effect").asText().equals("Deny")
                        && statement
                                .at("/Condition/Bool/aws:SecureTransport")
                                .asText()
                                .equals("false"))
                .flatMap(statement -> elements(statement.path("Resource")))
                .map(stack::text)
                .toList();
    }

    private static String sortOf(TableShape shape) {
        return shape.sort() == null ? "" : shape.sort().name();
    }

    private static List<String> keys(String partition, String sort) {
        return sort.isEmpty() ? List.of("HASH " + partition) : List.of("HASH " + partition, "RANGE " + sort);
    }

    private static List<String> keys(JsonNode tableOrIndex) {
        return elements(tableOrIndex.path("KeySchema"))
                .map(key -> key.path("KeyType").asText() + " "
                        + key.path("AttributeName").asText())
                .toList();
    }
}
