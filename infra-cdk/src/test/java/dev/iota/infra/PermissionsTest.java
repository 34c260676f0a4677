package dev.iota.infra;

import static dev.iota.infra.SynthesizedStack.NAMES;
import static dev.iota.infra.SynthesizedStack.RESOURCES;
import static dev.iota.infra.SynthesizedStack.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.shape.FunctionShape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("security")
@Tag("infra")
@ExtendWith(Synthesis.class)
class PermissionsTest {
    private static final String INBOXES =
            "arn:AWS::Partition:sqs:AWS::Region:AWS::AccountId:" + NAMES.inboxPrefix() + "*";

    /** Characters: nothing shorter says why. */
    private static final int SHORTEST_REASON = 20;

    private final SynthesizedStack stack;

    PermissionsTest(SynthesizedStack stack) {
        this.stack = stack;
    }

    @Test
    void status_reads_tables_counts_its_callers_and_does_nothing_else() {
        assertThat(stack.rights("Status"))
                .isNotEmpty()
                .allMatch(right -> right.startsWith("logs:")
                        || right.startsWith("dynamodb:GetItem on ")
                        || right.startsWith("dynamodb:BatchGetItem on ")
                        || right.startsWith("dynamodb:Query on ")
                        || right.equals("dynamodb:UpdateItem on " + NAMES.calls())
                        || right.equals("dynamodb:UpdateItem on " + NAMES.calls() + "/index/*")
                        || right.equals("dynamodb:Scan on " + NAMES.miners())
                        || right.equals("dynamodb:Scan on " + NAMES.miners() + "/index/*"));
    }

    @Test
    void who_answers_anybody_can_write_nothing_and_reads_no_object_but_ledgers() {
        assertThat(stack.rights("Read"))
                .isNotEmpty()
                .allMatch(right -> right.startsWith("logs:")
                        || right.startsWith("dynamodb:GetItem on ")
                        || right.startsWith("dynamodb:BatchGetItem on ")
                        || right.startsWith("dynamodb:Query on ")
                        || right.equals("dynamodb:Scan on " + NAMES.miners())
                        || right.equals("dynamodb:Scan on " + NAMES.miners() + "/index/*")
                        || right.equals("s3:ListBucket on " + NAMES.objects())
                        || right.equals("s3:GetObject on " + NAMES.objects() + "/ledger/*"));
    }

    @Test
    void what_people_look_at_is_added_by_those_who_decide_and_changed_by_none() {
        assertThat(holders("dynamodb:PutItem on " + NAMES.views()))
                .containsExactlyInAnyOrder("Register", "Validate", "Events", "Timers", "Sweep", "Epoch", "MergeShard");
        assertThat(holders("dynamodb:UpdateItem on " + NAMES.views())).isEmpty();
        assertThat(holders("dynamodb:DeleteItem on " + NAMES.views())).isEmpty();
        assertThat(holders("dynamodb:Query on " + NAMES.views())).containsExactlyInAnyOrder("Read", "Sweep");
    }

    @Test
    void each_function_writes_its_own_log_and_no_other() {
        for (var function : RESOURCES.functions()) {
            assertThat(rights(function, "logs:"))
                    .isNotEmpty()
                    .allMatch(right -> right.endsWith(" on /aws/lambda/" + NAMES.function(function.name())));
        }
    }

    @Test
    void only_events_logs_steps_and_only_a_takeover_or_the_end_of_an_epoch_discards_them() {
        assertThat(holders("dynamodb:PutItem on " + NAMES.steps())).containsExactly("Events");
        assertThat(holders("dynamodb:UpdateItem on " + NAMES.steps()))
                .containsExactlyInAnyOrder("Register", "Timers", "Epoch", "Events");
    }

    @Test
    void what_was_refused_is_written_by_those_who_read_queues() {
        assertThat(holders("dynamodb:PutItem on " + NAMES.quarantine()))
                .containsExactlyInAnyOrder("Events", "Timers", "MergeShard");
        assertThat(holders("dynamodb:UpdateItem on " + NAMES.quarantine())).isEmpty();
        assertThat(holders("dynamodb:DeleteItem on " + NAMES.quarantine())).isEmpty();
    }

    @Test
    void only_who_registers_makes_inboxes_only_the_sweep_removes_them_too_and_only_those_of_its_run() {
        assertThat(holders("sqs:CreateQueue on " + INBOXES)).containsExactly("Register", "Validate");
        assertThat(holders("sqs:DeleteQueue on " + INBOXES)).containsExactly("Register", "Validate", "Sweep");
        assertThat(allRights())
                .filteredOn(right -> right.startsWith("sqs:CreateQueue") || right.startsWith("sqs:DeleteQueue"))
                .allMatch(right -> right.endsWith(" on " + INBOXES));
    }

    @Test
    void a_queue_is_received_from_by_the_function_that_it_invokes_and_by_no_other() {
        for (var source : RESOURCES.eventSources()) {
            assertThat(holders("sqs:ReceiveMessage on " + source.queue())).containsExactly(source.function());
        }
        assertThat(holders("sqs:ReceiveMessage on " + INBOXES)).isEmpty();
    }

    @Test
    void no_function_sends_events_because_only_miners_do() {
        assertThat(holders("sqs:SendMessage on " + NAMES.events())).isEmpty();
    }

    @Test
    void a_function_can_ask_where_a_queue_is_if_it_tells_miners_or_sends_there_itself() {
        assertThat(holders("sqs:GetQueueUrl on " + NAMES.events()))
                .containsExactly("Register", "Renew", "Validate", "Events");
        for (var queue : List.of(NAMES.timers(), NAMES.merges())) {
            assertThat(holders("sqs:GetQueueUrl on " + queue)).containsAll(holders("sqs:SendMessage on " + queue));
        }
    }

    @Test
    void only_hops_and_uploads_can_be_deleted() {
        assertThat(allRights())
                .filteredOn(right -> right.startsWith("s3:DeleteObject"))
                .isNotEmpty()
                .allMatch(right -> right.endsWith(" on " + NAMES.objects() + "/hop/*")
                        || right.endsWith(" on " + NAMES.objects() + "/upload/*"));
        assertThat(holders("s3:DeleteObject on " + NAMES.objects() + "/upload/*"))
                .containsExactly("Epoch");
    }

    @Test
    void what_shows_that_a_miner_was_wrong_is_written_by_those_who_decide_audits_and_deleted_by_none() {
        assertThat(holders("s3:PutObject on " + NAMES.objects() + "/evidence/*"))
                .containsExactly("Events", "Sweep");
        assertThat(holders("dynamodb:PutItem on " + NAMES.audits()))
                .containsExactly("Validate", "Epoch", "Events", "Sweep");
        assertThat(holders("s3:DeleteObject on " + NAMES.objects() + "/evidence/*"))
                .isEmpty();
    }

    @Test
    void ledgers_are_written_by_those_who_end_epochs() {
        assertThat(holders("s3:PutObject on " + NAMES.objects() + "/ledger/*")).containsExactly("Epoch", "Sweep");
    }

    @Test
    void what_is_known_of_pathways_is_written_by_those_who_end_epochs_and_deleted_by_none() {
        assertThat(holders("s3:PutObject on " + NAMES.objects() + "/clasp/*")).containsExactly("Epoch", "Sweep");
        assertThat(holders("s3:DeleteObject on " + NAMES.objects() + "/clasp/*"))
                .isEmpty();
        assertThat(holders("dynamodb:BatchGetItem on " + NAMES.microbatches())).contains("Epoch", "Sweep");
    }

    @Test
    void tokens_cannot_be_written() {
        assertThat(allRights())
                .filteredOn(right -> right.startsWith("s3:PutObject"))
                .isNotEmpty()
                .noneMatch(right -> right.endsWith(" on " + NAMES.objects() + "/*"))
                .noneMatch(right -> right.contains("/data/"));
    }

    @Test
    void executions_are_started_by_the_sweep_alone() {
        var machine =
                "arn:AWS::Partition:states:AWS::Region:AWS::AccountId:stateMachine:" + NAMES.stateMachine("Epoch");
        assertThat(holders("states:StartExecution on " + machine)).containsExactly("Sweep");
        assertThat(holders("states:SendTaskSuccess on " + machine))
                .containsExactly("Epoch", "MergeShard", "Events", "Timers", "Sweep");
    }

    @Test
    void credentials_come_from_register_renew_and_validate_alone() {
        var role = stack.minerRole();
        assertThat(holders("sts:AssumeRole on " + role)).containsExactly("Register", "Renew", "Validate");
        var trusted = elements(stack.template()
                        .path("Resources")
                        .path(role)
                        .at("/Properties/AssumeRolePolicyDocument/Statement"))
                .flatMap(statement -> elements(statement.at("/Principal/AWS")))
                .map(stack::text)
                .toList();
        assertThat(trusted)
                .containsExactlyInAnyOrder(
                        stack.function("Register").at("/Role/Fn::GetAtt/0").asText(),
                        stack.function("Renew").at("/Role/Fn::GetAtt/0").asText(),
                        stack.function("Validate").at("/Role/Fn::GetAtt/0").asText());
    }

    @Test
    void a_miner_works_off_an_inbox_and_sends_events_and_can_do_nothing_else() {
        assertThat(stack.rightsOfRole(stack.minerRole()))
                .containsExactlyInAnyOrder(
                        "sqs:ReceiveMessage on " + INBOXES,
                        "sqs:DeleteMessage on " + INBOXES,
                        "sqs:ChangeMessageVisibility on " + INBOXES,
                        "sqs:SendMessage on " + NAMES.events());
    }

    @Test
    void no_action_and_no_resource_is_everything() {
        assertThat(allRights()).isNotEmpty().noneMatch(right -> right.endsWith(" on *"));
        assertThat(allRights()).noneMatch(right -> right.contains("* on "));
        assertThat(stack.properties("AWS::IAM::Role")).noneMatch(role -> role.has("ManagedPolicyArns"));
    }

    @Test
    void the_security_checks_accept_every_resource_or_the_reason_is_written_down() {
        assertThat(stack.checks()).isNotEmpty();
        assertThat(elements(stack.checks()).filter(check -> !isAccepted(check)).map(JsonNode::toString))
                .isEmpty();
    }

    private static boolean isAccepted(JsonNode check) {
        return switch (check.path("compliance").asText()) {
            case "Compliant" -> true;
            case "Suppressed" -> check.path("exceptionReason").asText().length() >= SHORTEST_REASON;
            default -> false;
        };
    }

    /** Logical names of the functions that have a right, in the order of the shapes. */
    private List<String> holders(String right) {
        return RESOURCES.functions().stream()
                .map(FunctionShape::name)
                .filter(function -> stack.rights(function).contains(right))
                .toList();
    }

    private List<String> rights(FunctionShape function, String service) {
        return stack.rights(function.name()).stream()
                .filter(right -> right.startsWith(service))
                .toList();
    }

    private List<String> allRights() {
        return Stream.concat(
                        RESOURCES.functions().stream()
                                .map(FunctionShape::name)
                                .flatMap(name -> stack.rights(name).stream()),
                        stack.rightsOfRole(stack.minerRole()).stream())
                .toList();
    }
}
