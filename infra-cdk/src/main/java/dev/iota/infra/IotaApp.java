package dev.iota.infra;

import dev.iota.core.base.English;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;

/**
 * Entry point of the CDK application: synthesizes the stack of one run. The CDK command line starts it (see
 * {@code cdk.json}) and hands over the context; {@link Settings} says which values are read.
 */
public final class IotaApp {
    /**
     * Statements with the same actions become one; without it a policy of a busy function nears the size that IAM
     * accepts.
     */
    private static final String MINIMIZE_POLICIES = "@aws-cdk/aws-iam:minimizePolicies";

    /** Set by the CDK command line for the applications that it starts. */
    private static final String CLI_VARIABLE = "CDK_OUTDIR";

    private IotaApp() {}

    /**
     * What stands in for a stack where no run is named: {@code cdk bootstrap} prepares an account and no run, and
     * starts this application all the same. Every command that would look into the stack says the error instead.
     */
    static Stack nameless(App app) {
        var stack = new Stack(app, "iota");
        Annotations.of(stack).addError(Settings.NO_RUN);
        return stack;
    }

    public static void main(String[] args) {
        English.speak();
        try {
            NodeRuntime.require(System.getenv("PATH"));
            var app = builder().build();
            if (app.getNode().tryGetContext(Settings.RUN) == null && System.getenv(CLI_VARIABLE) != null) {
                nameless(app);
            } else {
                new IotaStack(app, Settings.of(app.getNode()::tryGetContext, System.getenv()));
            }
            app.synth();
        } catch (InvalidSettingException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** An empty application, set up alike for deployment and for tests. */
    static App.Builder builder() {
        return App.Builder.create()
                .postCliContext(Map.of(MINIMIZE_POLICIES, true))
                .analyticsReporting(false);
    }
}
