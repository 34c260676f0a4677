package dev.iota.infra;

import dev.iota.cloud.page.Page;
import dev.iota.cloud.shape.Resources;
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

        var runTables = new RunTables(this, resources.tables(), names, settings.tables());
        var runQueues = new RunQueues(this, resources.queues());
        var objects = new ObjectBuckets(this, resources.buckets());
        var inboxArns = new InboxArns(this, names);
        var orchestratorFunctions = new OrchestratorFunctions(this, resources.functions(), settings);
        var miners = new MinerRole(
                this,
                names.minerRole(),
                inboxArns,
                runQueues.get(names.events()),
                Permissions.issuers(orchestratorFunctions));

        var targets = new Grants.Targets(runTables, runQueues, objects.get(names.objects()), inboxArns, miners);
        new Permissions(names, orchestratorFunctions, targets).grant();
        EventSources.connect(resources.eventSources(), runQueues, orchestratorFunctions);
        new RunStateMachines(this, resources.stateMachines(), names, orchestratorFunctions);
        new FunctionSchedules(this, resources.schedules(), orchestratorFunctions);
        var api = new PublicApi(this, names, resources.routes(), orchestratorFunctions);

        var site = new PageSite(this, objects.get(names.page()), api, page());

        new OperatorAlarms(this, names, runQueues, orchestratorFunctions, settings.alarmTopic());
        new Overview(this, names, runQueues, orchestratorFunctions, api);
        if (settings.budget() != null) {
            new CostBudget(this, names, settings.budget(), settings.alarmTopic());
        }
        Outputs.write(this, names, api, site);
    }

    private static Page page() {
        return Page.onClassPath()
                .orElseThrow(() -> new InvalidSettingException(
                        "the page that shows a run is not beside this jar: run './mvnw package' in the repository's"
                                + " root"));
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
