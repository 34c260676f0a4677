package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;

/** What the command lines of those who take part need, printed when the stack is deployed. */
final class Outputs {
    private Outputs() {}

    static void write(Stack stack, Names names, PublicApi api, PageSite site) {
        var run = names.run();
        output(stack, "Run", "name of the run: --run NAME", run);
        output(stack, "OrchestratorUrl", "what miners are started with: --orchestrator URL", api.url());
        output(stack, "DashboardUrl", "where anybody sees the run, once it is made", site.url());
        output(stack, "Region", "for the owner's commands: AWS_REGION", stack.getRegion());
        output(stack, "Account", "for the owner's commands: IOTA_ACCOUNT", stack.getAccount());
        output(stack, "ObjectBucket", "tokens, hops, weights and ledgers", names.objects());
        output(
                stack,
                "MinerCommand",
                "how a miner takes part",
                "java -jar miner-agent.jar run --orchestrator %s --run %s".formatted(api.url(), run));
        output(
                stack,
                "ValidatorCommand",
                "how a validator takes part that the owner listed",
                "java -jar validator-agent.jar run --orchestrator %s --run %s".formatted(api.url(), run));
        output(
                stack,
                "OwnerCommand",
                "how the owner sees who takes part; the other commands take --deployed, too",
                "AWS_REGION=%s IOTA_ACCOUNT=%s ./iota miners --deployed %s"
                        .formatted(stack.getRegion(), stack.getAccount(), run));
    }

    private static void output(Stack stack, String name, String meaning, String value) {
        CfnOutput.Builder.create(stack, name).description(meaning).value(value).build();
    }
}
