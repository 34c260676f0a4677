package dev.iota.infra;

import dev.iota.cloud.shape.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a stack.
 *
 * @param names names of the run that the stack serves
 * @param region region to deploy to, or null to leave it, and the account, to the deployment
 * @param functionsJar jar with the handlers and all that they need
 * @param alarmTopic ARN of an SNS topic that hears the alarms, or null if they only show in the console
 * @param budget what a month may cost, or null if nobody watches that
 * @param objects where objects are, or null if they are in the stack's own bucket
 * @param tables what tables are to hold, or null if they are paid by the request
 */
record Settings(
        Names names,
        @Nullable String region,
        Path functionsJar,
        @Nullable String alarmTopic,
        @Nullable Budget budget,
        @Nullable SecondStore objects,
        @Nullable TableCapacity tables) {
    /**
     * What a month may cost.
     *
     * @param dollars of the whole account
     * @param email of who hears of it, or null if the topic of the alarms does
     */
    record Budget(int dollars, @Nullable String email) {}

    /** Context value, required: the run's name. */
    static final String RUN = "run";

    /** What is said where no run is named. */
    static final String NO_RUN = "no run is named: add '-c %s=NAME'".formatted(RUN);

    private static final Pattern DOLLARS = Pattern.compile("[1-9][0-9]{0,8}");

    /** Context value: path of the functions' jar, if it is not where the build puts it. */
    static final String FUNCTIONS_JAR = "functionsJar";

    /** Context value: see {@link #alarmTopic}. */
    static final String ALARM_TOPIC = "alarmTopic";

    /** Context value: US dollars that the account may cost in a month. */
    static final String BUDGET = "budget";

    /** Context value: an address that hears of the budget; else the alarms' topic does. */
    static final String BUDGET_EMAIL = "budgetEmail";

    /** Set by the CDK command line from the operator's credentials. */
    private static final String ACCOUNT_VARIABLE = "CDK_DEFAULT_ACCOUNT";

    private static final String REGION_VARIABLE = "CDK_DEFAULT_REGION";

    /** Where the build puts the functions' jar, seen from the folder with {@code cdk.json}. */
    private static final Path BUILT = Path.of("..", "orchestrator-functions", "target");

    private static final String BUILT_JAR = "orchestrator-functions-*-lambda.jar";

    /**
     * Reads and checks the settings.
     *
     * @param context value of a context key, or null
     * @param environment environment variables
     * @throws InvalidSettingException if a value is missing or wrong
     */
    static Settings of(Function<String, @Nullable Object> context, Map<String, String> environment) {
        var run = context.apply(RUN);
        if (run == null) {
            throw new InvalidSettingException(NO_RUN);
        }
        var jar = context.apply(FUNCTIONS_JAR);
        var topic = context.apply(ALARM_TOPIC);
        return new Settings(
                names(run.toString(), environment.getOrDefault(ACCOUNT_VARIABLE, "")),
                environment.get(REGION_VARIABLE),
                jar == null ? builtJar(BUILT) : givenJar(Path.of(jar.toString())),
                topic == null ? null : topic.toString(),
                budget(context.apply(BUDGET), context.apply(BUDGET_EMAIL), topic != null),
                SecondStore.of(context),
                TableCapacity.of(context));
    }

    private static @Nullable Budget budget(@Nullable Object dollars, @Nullable Object email, boolean hasTopic) {
        if (dollars == null) {
            if (email != null) {
                throw new InvalidSettingException(
                        "'-c %s=%s' has no '-c %s=DOLLARS' beside it".formatted(BUDGET_EMAIL, email, BUDGET));
            }
            return null;
        }
        if (email == null && !hasTopic) {
            throw new InvalidSettingException("nobody would hear of the budget: add '-c %s=ADDRESS' or '-c %s=ARN'"
                    .formatted(BUDGET_EMAIL, ALARM_TOPIC));
        }
        if (!DOLLARS.matcher(dollars.toString()).matches()) {
            throw new InvalidSettingException(
                    "'-c %s=%s' is no amount: wanted whole US dollars a month".formatted(BUDGET, dollars));
        }
        return new Budget(Integer.parseInt(dollars.toString()), email == null ? null : email.toString());
    }

    private static Names names(String run, String account) {
        try {
            return new Names(run, account);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(e);
        }
    }

    private static Path givenJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new InvalidSettingException("'-c %s=%s' names no file".formatted(FUNCTIONS_JAR, jar));
        }
        return jar;
    }

    /** The one functions' jar in {@code folder}. */
    static Path builtJar(Path folder) {
        if (Files.isDirectory(folder)) {
            try (var found = Files.newDirectoryStream(folder, BUILT_JAR)) {
                var jars = found.iterator();
                if (jars.hasNext()) {
                    var jar = jars.next();
                    if (jars.hasNext()) {
                        throw new InvalidSettingException(
                                "%s holds both %s and %s: run './mvnw clean package', or choose with '-c %s=PATH'"
                                        .formatted(
                                                folder,
                                                jar.getFileName(),
                                                jars.next().getFileName(),
                                                FUNCTIONS_JAR));
                    }
                    return jar;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + folder, e);
            }
        }
        throw new InvalidSettingException(
                "%s holds no %s: run './mvnw package' in the repository's root".formatted(folder, BUILT_JAR));
    }
}
