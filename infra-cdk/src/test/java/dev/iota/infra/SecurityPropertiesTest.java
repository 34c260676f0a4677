package dev.iota.infra;

import static dev.iota.infra.SynthesizedStack.NAMES;
import static dev.iota.infra.SynthesizedStack.RESOURCES;
import static dev.iota.infra.SynthesizedStack.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.TableShape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the template promises about security, read from the template itself. */
@Tag("infra")
@Tag("security")
@ExtendWith(Synthesis.class)
class SecurityPropertiesTest {
    /** Characters: nothing shorter says why. */
    private static final int SHORTEST_REASON = 20;

    private static final int LONGEST_LOG_DAYS = 14;

    private final SynthesizedStack stack;

    SecurityPropertiesTest(SynthesizedStack stack) {
        this.stack = stack;
    }

    @Test
    void a_policy_with_a_wildcard_has_its_reason_beside_it() {
        assertThat(stack.resources("AWS::IAM::Policy"))
                .filteredOn(policy -> statements(policy.path("Properties").path("PolicyDocument"))
                        .anyMatch(this::hasWildcard))
                .isNotEmpty()
                .allSatisfy(policy -> assertThat(reasons(policy)).isNotEmpty());
    }

    @Test
    void every_reason_is_a_sentence_about_what_it_excuses() {
        assertThat(stack.template().path("Resources").valueStream().flatMap(SecurityPropertiesTest::reasons))
                .isNotEmpty()
                .allMatch(reason -> reason.length() >= SHORTEST_REASON);
    }

    @Test
    void no_action_is_a_wildcard() {
        assertThat(stack.properties("AWS::IAM::Policy").stream()
                        .flatMap(policy -> statements(policy.path("PolicyDocument")))
                        .flatMap(statement -> elements(statement.path("Action")))
                        .map(JsonNode::asText))
                .isNotEmpty()
                .noneMatch(action -> action.contains("*"));
    }

    @Test
    void every_function_has_a_role_of_its_own_with_the_rights_of_that_role_alone() {
        var roles = RESOURCES.functions().stream()
                .map(FunctionShape::name)
                .map(name -> stack.function(name).at("/Role/Fn::GetAtt/0").asText())
                .toList();
        assertThat(roles).doesNotHaveDuplicates().hasSameSizeAs(RESOURCES.functions());
        assertThat(stack.properties("AWS::IAM::Policy"))
                .allMatch(policy -> policy.path("Roles").size() == 1);
        assertThat(stack.properties("AWS::IAM::Role"))
                .noneMatch(role -> role.has("ManagedPolicyArns") || role.has("Policies"));
        assertThat(stack.resources("AWS::IAM::ManagedPolicy")).isEmpty();
        assertThat(stack.resources("AWS::IAM::User")).isEmpty();
    }

    @Test
    void a_role_is_assumed_by_one_service_or_by_named_roles_and_by_nobody_else() {
        assertThat(stack.properties("AWS::IAM::Role").stream()
                        .flatMap(role -> statements(role.path("AssumeRolePolicyDocument"))))
                .isNotEmpty()
                .allSatisfy(statement -> {
                    var principal = statement.path("Principal");
                    assertThat(principal.isObject()).as("%s", principal).isTrue();
                    assertThat(elements(principal.path("AWS")).map(JsonNode::asText))
                            .noneMatch(name -> name.contains("*") || name.contains(":root"));
                });
    }

    @Test
    void the_miner_role_cannot_touch_a_table_a_bucket_a_function_or_a_state_machine() {
        assertThat(stack.rightsOfRole(stack.minerRole()))
                .isNotEmpty()
                .allMatch(right -> right.startsWith("sqs:"))
                .noneMatch(right ->
                        RESOURCES.tables().stream().map(TableShape::name).anyMatch(right::contains))
                .noneMatch(right -> right.endsWith(" on *"));
    }

    @Test
    void no_bucket_no_queue_and_no_function_is_open_to_everybody() {
        assertThat(Stream.of("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")
                        .map(stack::properties)
                        .flatMap(List::stream)
                        .flatMap(policy -> statements(policy.path("PolicyDocument")))
                        .filter(statement -> statement.path("Effect").asText().equals("Allow")))
                .noneMatch(statement -> statement.path("Principal").toString().contains("\"*\""));
        assertThat(stack.properties("AWS::S3::Bucket")).isNotEmpty().allSatisfy(bucket -> {
            assertThat(bucket.path("PublicAccessBlockConfiguration")).hasSize(4).allMatch(JsonNode::asBoolean);
            assertThat(bucket.has("WebsiteConfiguration") || bucket.has("AccessControl"))
                    .isFalse();
        });
        assertThat(stack.properties("AWS::Lambda::Permission"))
                .isNotEmpty()
                .allMatch(permission -> permission.has("SourceArn")
                        && !permission.path("Principal").asText().equals("*"));
        assertThat(stack.resources("AWS::Lambda::Url")).isEmpty();
    }

    @Test
    void everything_is_encrypted_where_it_lies() {
        assertThat(stack.properties("AWS::SQS::Queue"))
                .isNotEmpty()
                .allMatch(queue -> queue.path("SqsManagedSseEnabled").asBoolean());
        assertThat(stack.properties("AWS::S3::Bucket"))
                .allMatch(bucket -> bucket.at("/BucketEncryption/ServerSideEncryptionConfiguration")
                        .isArray());
        // DynamoDB and CloudWatch encrypt always, with a key of AWS's own where none is named: "false" for a table.
        assertThat(stack.properties("AWS::DynamoDB::Table"))
                .isNotEmpty()
                .allMatch(table -> table.path("SSESpecification").has("SSEEnabled")
                        && !table.path("SSESpecification").has("KMSMasterKeyId"));
    }

    @Test
    void everything_is_encrypted_on_its_way() {
        for (var type : List.of("AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy")) {
            assertThat(stack.properties(type)).isNotEmpty().allMatch(policy -> statements(policy.path("PolicyDocument"))
                    .anyMatch(statement -> statement.path("Effect").asText().equals("Deny")
                            && statement
                                    .at("/Condition/Bool/aws:SecureTransport")
                                    .asText()
                                    .equals("false")));
        }
        // The only address that the world sees: API Gateway speaks nothing but TLS there.
        assertThat(stack.output("OrchestratorUrl")).startsWith("https://");
    }

    @Test
    void logs_are_kept_for_two_weeks_and_every_function_writes_into_one_that_is_kept_so() {
        assertThat(stack.properties("AWS::Logs::LogGroup"))
                .isNotEmpty()
                .allMatch(group -> group.path("RetentionInDays").asInt() > 0
                        && group.path("RetentionInDays").asInt() <= LONGEST_LOG_DAYS);
        assertThat(stack.properties("AWS::Lambda::Function"))
                .allMatch(function -> function.at("/LoggingConfig/LogGroup").has("Ref"));
    }

    @Test
    void a_failing_function_a_dead_letter_and_an_expensive_month_are_heard_of() {
        var alarms = stack.properties("AWS::CloudWatch::Alarm").stream()
                .map(alarm -> alarm.path("AlarmName").asText())
                .toList();
        for (var function : RESOURCES.functions()) {
            assertThat(alarms).contains(NAMES.function(function.name()) + "-errors");
        }
        for (var queue : RESOURCES.queues()) {
            if (queue.deadLetters() != null) {
                assertThat(alarms).contains(queue.deadLetters().queue());
            }
        }
        assertThat(stack.properties("AWS::Budgets::Budget")).singleElement().satisfies(budget -> {
            assertThat(budget.at("/Budget/BudgetLimit/Amount").asInt()).isEqualTo(SynthesizedStack.DOLLARS);
            assertThat(elements(budget.path("NotificationsWithSubscribers"))
                            .map(one -> one.at("/Subscribers/0/Address").asText()))
                    .hasSize(3)
                    .containsOnly(SynthesizedStack.LISTENER);
        });
    }

    @Test
    void every_route_has_a_limit_of_its_own_below_that_of_all() {
        var stage = stack.properties("AWS::ApiGatewayV2::Stage").getFirst();
        var all = stage.path("DefaultRouteSettings");
        for (var route : RESOURCES.routes()) {
            var limit = stage.path("RouteSettings").path(route.key());
            assertThat(limit.path("ThrottlingRateLimit").asInt())
                    .as(route.key())
                    .isPositive()
                    .isLessThan(all.path("ThrottlingRateLimit").asInt());
            assertThat(limit.path("ThrottlingBurstLimit").asInt())
                    .isPositive()
                    .isLessThan(all.path("ThrottlingBurstLimit").asInt());
        }
    }

    @Test
    void what_a_command_line_needs_is_printed() {
        assertThat(stack.output("Run")).isEqualTo(NAMES.run());
        assertThat(stack.output("ObjectBucket")).isEqualTo(NAMES.objects());
        assertThat(stack.output("MinerCommand"))
                .startsWith("java -jar miner-agent.jar run --orchestrator https://")
                .endsWith("--run " + NAMES.run());
        assertThat(stack.output("ValidatorCommand")).endsWith("--run " + NAMES.run());
        assertThat(stack.output("OwnerCommand")).contains("AWS_REGION=", "IOTA_ACCOUNT=", "--deployed " + NAMES.run());
        assertThat(stack.output("Region")).isEqualTo("AWS::Region");
        assertThat(stack.output("Account")).isEqualTo("AWS::AccountId");
    }

    private boolean hasWildcard(JsonNode statement) {
        return elements(statement.path("Resource")).map(stack::text).anyMatch(resource -> resource.contains("*"));
    }

    private static Stream<JsonNode> statements(JsonNode document) {
        return elements(document.path("Statement"));
    }

    private static Stream<String> reasons(JsonNode resource) {
        return resource.at("/Metadata/cdk_nag/rules_to_suppress").valueStream().map(rule -> rule.path("reason")
                .asText());
    }
}
