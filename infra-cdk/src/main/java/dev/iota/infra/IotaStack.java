package dev.iota.infra;

import dev.iota.cloud.shape.Resources;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** Everything that one run needs in AWS, in the names and shapes of {@link Resources}. */
final class IotaStack extends Stack {
    IotaStack(Construct scope, Settings settings) {
        super(scope, "iota-" + settings.names().run(), properties(settings));
        var names = settings.names();
        var resources = Resources.of(names);

        var tables = new RunTables(this, resources.tables());
        var queues = new RunQueues(this, resources.queues());
        var objects = new ObjectBuckets(this, resources.buckets());
        var inboxes = new InboxArns(this, names);
        var functions = new OrchestratorFunctions(this, resources.functions(), names, settings.functionsJar());
        var miners = new MinerRole(
                this, names.minerRole(), inboxes, queues.get(names.events()), Permissions.issuers(functions));

        var targets = new Grants.Targets(tables, queues, objects.get(names.objects()), inboxes, miners);
        new Permissions(names, functions, targets).grant();
        EventSources.connect(resources.eventSources(), queues, functions);
        new RunStateMachines(this, resources.stateMachines(), names, functions);
        new FunctionSchedules(this, resources.schedules(), functions);
        var api = new PublicApi(this, names, resources.routes(), functions);

        new OperatorAlarms(this, names, queues, functions, settings.alarmTopic());
        new Overview(this, names, queues, functions, api);
        CfnOutput.Builder.create(this, "OrchestratorUrl")
                .description("what miners are started with: --orchestrator URL")
                .value(api.url())
                .build();
    }

    private static StackProps properties(Settings settings) {
        var properties =
                StackProps.builder().description("IOTA run " + settings.names().run());
        var account = settings.names().account();
        if (!account.isEmpty() && settings.region() != null) {
            properties.env(Environment.builder()
                    .account(account)
                    .region(settings.region())
                    .build());
        }
        return properties.build();
    }
}
