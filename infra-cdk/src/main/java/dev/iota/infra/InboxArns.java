package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Stack;
import software.constructs.IConstruct;

/**
 * The miners' inboxes. They are made when miners register, not with the stack: here is only what a policy calls them.
 */
final class InboxArns {
    private final String prefix;
    private final String arn;

    InboxArns(Stack stack, Names names) {
        this.prefix = names.inboxPrefix();
        this.arn = stack.formatArn(
                ArnComponents.builder().service("sqs").resource(prefix + "*").build());
    }

    /** ARN pattern of this run's inboxes and of no other queue. */
    String arn() {
        return arn;
    }

    /** Accepts that the policies below {@code construct} name all inboxes of the run. */
    void acceptWildcard(IConstruct construct, String reason) {
        Reasons.acceptWildcard(construct, "arn:[^/]*:" + prefix + "\\*", reason);
    }
}
