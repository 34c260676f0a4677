package dev.iota.infra;

import java.util.List;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.CompositePrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/**
 * The most that any miner may ever do: work off an inbox and send events. A miner gets less: the function that hands
 * out credentials assumes this role with a session policy that names the one inbox of that miner.
 */
final class MinerRole extends Construct {
    private final Role role;

    /**
     * @param name under which the functions find it
     * @param issuers the functions that hand out credentials; nobody else can assume the role
     */
    MinerRole(Construct scope, String name, InboxArns inboxArns, IQueue events, List<OrchestratorFunction> issuers) {
        super(scope, "Miner");
        var principals = issuers.stream()
                .map(issuer -> new ArnPrincipal(issuer.role().getRoleArn()))
                .toArray(ArnPrincipal[]::new);
        role = Role.Builder.create(this, "Role")
                .roleName(name)
                .description("upper bound of a miner's temporary credentials")
                .assumedBy(new CompositePrincipal(principals))
                .build();
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"))
                .resources(List.of(inboxArns.arn()))
                .build());
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("sqs:SendMessage"))
                .resources(List.of(events.getQueueArn()))
                .build());
        inboxArns.acceptWildcard(role, "the session policy of each miner's credentials narrows this to its own inbox");
    }

    String arn() {
        return role.getRoleArn();
    }
}
