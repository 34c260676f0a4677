package dev.iota.infra;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import java.util.List;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.IBucket;

/** What one function may do, in words of the domain. Every method allows single actions on single resources. */
final class Grants {
    private static final List<String> READ = List.of("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query");

    /** A transaction needs the rights of its parts and none of its own. */
    private static final List<String> WRITE =
            List.of("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem");

    private final OrchestratorFunction function;
    private final Targets targets;

    /** What there is to be granted. */
    record Targets(RunTables tables, RunQueues queues, IBucket objects, InboxArns inboxes, MinerRole minerRole) {}

    Grants(OrchestratorFunction function, Targets targets) {
        this.function = function;
        this.targets = targets;
    }

    /** Reads items of these tables by key or index. */
    Grants reads(String... tables) {
        return onTables(READ, tables);
    }

    /** Reads and changes items of these tables. */
    Grants changes(String... tables) {
        return onTables(READ, tables).onTables(WRITE, tables);
    }

    /** Reads all items of these tables: for people, never on the way of a microbatch. */
    Grants lists(String... tables) {
        return onTables(List.of("dynamodb:Scan"), tables);
    }

    /** Reads items of these tables and marks those that are there. */
    Grants marks(String... tables) {
        return onTables(READ, tables).onTables(List.of("dynamodb:UpdateItem"), tables);
    }

    /** Adds items to these tables and can neither read nor change what is there. */
    Grants addsTo(String... tables) {
        return onTables(List.of("dynamodb:PutItem"), tables);
    }

    /** Writes down what people look at. */
    Grants shows(Names names) {
        return addsTo(names.views());
    }

    /** Counts in these tables, and sees what it counted. */
    Grants counts(String... tables) {
        return onTables(List.of("dynamodb:GetItem", "dynamodb:UpdateItem"), tables);
    }

    private Grants onTables(List<String> actions, String... tables) {
        for (var name : tables) {
            targets.tables().get(name).grant(function.role(), actions.toArray(String[]::new));
        }
        Reasons.acceptWildcard(
                function.role(), "<Tables[^>]*\\.Arn>/index/\\*", "an index holds nothing but its table's items");
        return this;
    }

    /** Sends to a queue. */
    Grants sendsTo(String queue) {
        targets.queues().get(queue).grantSendMessages(function.role());
        return this;
    }

    /** Finds out where a queue is, to tell miners. */
    Grants finds(String queue) {
        return allow(targets.queues().get(queue).getQueueArn(), "sqs:GetQueueUrl");
    }

    /** Sends to the queue that invokes it: a timer that has to wait on is sent again. */
    Grants rearms(String queue) {
        function.allowLoop();
        return sendsTo(queue);
    }

    /** Sends work to miners. */
    Grants sendsToInboxes() {
        return onInboxes("sqs:SendMessage", "sqs:GetQueueUrl");
    }

    /** Makes the inbox of a new session and removes that of an old one. */
    Grants makesInboxes() {
        return onInboxes("sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueueUrl");
    }

    /** Removes the inbox of a miner that lost its place. */
    Grants removesInboxes() {
        return onInboxes("sqs:DeleteQueue");
    }

    private Grants onInboxes(String... actions) {
        allow(targets.inboxes().arn(), actions);
        targets.inboxes()
                .acceptWildcard(function.role(), "inboxes come and go with miners; the prefix holds this run's only");
        return this;
    }

    /** Hands out credentials of a miner. */
    Grants issuesMinerCredentials() {
        return allow(targets.minerRole().arn(), "sts:AssumeRole");
    }

    /** Reads any object, and so signs URLs to read one. */
    Grants readsObjects() {
        var objects = targets.objects();
        // Without the right to list, a missing object looks like a forbidden one.
        allow(objects.getBucketArn(), "s3:ListBucket");
        allow(objects.arnForObjects("*"), "s3:GetObject");
        Reasons.acceptWildcard(
                function.role(), "<Objects[^>]*\\.Arn>/\\*", "tokens, hops and weights are all read by signed URLs");
        return this;
    }

    /** Reads what miners earned, and nothing else that is stored. */
    Grants readsLedgers() {
        // Without the right to list, a ledger that is not written yet looks like a forbidden one.
        allow(targets.objects().getBucketArn(), "s3:ListBucket");
        allow(targets.objects().arnForObjects(ObjectKeys.LEDGER_PREFIX + "*"), "s3:GetObject");
        Reasons.acceptWildcard(
                function.role(),
                "<Objects[^>]*\\.Arn>/" + ObjectKeys.LEDGER_PREFIX + "\\*",
                "every ledger is an object of its own below this prefix");
        return this;
    }

    /** Deletes what crossed a stage boundary, and signs URLs to write it. */
    Grants writesHops() {
        allow(targets.objects().arnForObjects(Resources.HOP_PREFIX + "*"), "s3:PutObject", "s3:DeleteObject");
        Reasons.acceptWildcard(
                function.role(),
                "<Objects[^>]*\\.Arn>/" + Resources.HOP_PREFIX + "\\*",
                "every hop is an object of its own below this prefix");
        return this;
    }

    /**
     * Moves epochs on: changes their items, stores plans and checkpoints, signs what miners upload and merge, calls the
     * merge function, and answers the tasks of the state machine.
     */
    Grants movesEpochs(Names names) {
        var machine = names.stateMachine(Resources.EPOCH_MACHINE);
        return changes(names.epochs())
                .sendsTo(names.merges())
                .writesObjects(
                        Resources.ROUND_PREFIX,
                        ObjectKeys.UPLOAD_PREFIX,
                        ObjectKeys.STATE_PREFIX,
                        ObjectKeys.CHECKPOINT_PREFIX)
                .allow(RunStateMachines.arn(function, machine), "states:SendTaskSuccess");
    }

    /** Draws audits and decides them, counts what validators did, and copies what shows that a miner was wrong. */
    Grants decidesAudits(Names names) {
        return changes(names.audits(), names.validators()).writesObjects(Resources.EVIDENCE_PREFIX);
    }

    /** Starts executions of epochs, and sees what became of them. */
    Grants startsEpochs(Names names) {
        var machine = names.stateMachine(Resources.EPOCH_MACHINE);
        Reasons.acceptWildcard(
                function.role(),
                "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:" + machine + ":\\*",
                "executions of the run's state machine are named as epochs begin");
        return allow(RunStateMachines.arn(function, machine), "states:StartExecution")
                .allow(RunStateMachines.executions(function, machine), "states:DescribeExecution");
    }

    /** Writes down what miners earned, and for which work. */
    Grants keepsLedgers() {
        return writesObjects(ObjectKeys.LEDGER_PREFIX);
    }

    /** Writes down which miners raise the loss. */
    Grants comparesPathways() {
        return writesObjects(ObjectKeys.CLASP_PREFIX);
    }

    /** Stores for a while where the objects of a checkpoint can be read. */
    Grants storesRounds() {
        return writesObjects(Resources.ROUND_PREFIX);
    }

    /** Signs URLs to upload to. */
    Grants signsUploads() {
        return writesObjects(ObjectKeys.UPLOAD_PREFIX);
    }

    /** Removes uploads that nobody needs any more. */
    Grants removesUploads() {
        return allow(targets.objects().arnForObjects(ObjectKeys.UPLOAD_PREFIX + "*"), "s3:DeleteObject");
    }

    private Grants writesObjects(String... prefixes) {
        for (var prefix : prefixes) {
            allow(targets.objects().arnForObjects(prefix + "*"), "s3:PutObject");
            Reasons.acceptWildcard(
                    function.role(),
                    "<Objects[^>]*\\.Arn>/" + prefix + "\\*",
                    "every upload, plan and block is an object of its own below its prefix");
        }
        return this;
    }

    private Grants allow(String resource, String... actions) {
        function.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of(actions))
                        .resources(List.of(resource))
                        .build());
        return this;
    }
}
