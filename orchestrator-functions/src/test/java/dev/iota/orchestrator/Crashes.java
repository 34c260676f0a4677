package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Kills the process right after one of its calls to the outside: the call has happened, nobody hears the answer. */
final class Crashes implements Intercept {
    private int left = Integer.MAX_VALUE;
    private String last = "";

    /** The process is gone. An error, since nothing in it may catch it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The process dies after so many more calls. */
    void after(int calls) {
        left = calls;
    }

    /** The process dies before it makes a call of this name. */
    void before(String method) {
        last = method;
    }

    /** No process dies any more. */
    void never() {
        left = Integer.MAX_VALUE;
        last = "";
    }

    AwsClients around(AwsClients awsClients) {
        return new AwsClients(
                Intercept.client(DynamoDbClient.class, awsClients.dynamoDb(), this),
                Intercept.client(SqsClient.class, awsClients.sqs(), this),
                Intercept.client(S3Client.class, awsClients.s3(), this),
                awsClients.presigner(),
                Intercept.client(StsClient.class, awsClients.sts(), this),
                Intercept.client(SfnClient.class, awsClients.sfn(), this));
    }

    /** Whether a process dies that does something and lives for so many calls. */
    boolean dies(int calls, Runnable action) {
        after(calls);
        return dies(action);
    }

    /** The same of a process that lives until the call that was said before. */
    boolean dies(Runnable action) {
        try {
            action.run();
            return false;
        } catch (Killed e) {
            return true;
        } finally {
            never();
        }
    }

    @Override
    public @Nullable Object call(String method, Object request, Call real) throws Throwable {
        if (method.equals(last)) {
            throw new Killed();
        }
        var result = real.make();
        if (--left <= 0) {
            left = Integer.MAX_VALUE;
            throw new Killed();
        }
        return result;
    }
}
