package dev.iota.local.stack;

import dev.iota.cloud.shape.Names;
import dev.iota.local.cloud.lambda.FunctionFailedException;
import dev.iota.local.cloud.lambda.FunctionUnavailableException;
import dev.iota.local.cloud.lambda.HttpEdge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Functions that are called through Lambda, where they are deployed. */
final class DeployedFunctions {
    /**
     * Calls of a function at once: each more makes an environment more, a process here. Others wait for their turn, as
     * miners that start together do.
     */
    private static final int AT_ONCE = 2;

    private final LambdaClient lambda;
    private final Names names;
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

    DeployedFunctions(LambdaClient lambda, Names names) {
        this.lambda = lambda;
        this.names = names;
    }

    /** What answers for the function with this logical name. */
    HttpEdge.Backend backend(String function) {
        var turn = turns.computeIfAbsent(function, name -> new Semaphore(AT_ONCE, true));
        return event -> {
            turn.acquireUninterruptibly();
            try {
                return invoke(function, event);
            } finally {
                turn.release();
            }
        };
    }

    private byte[] invoke(String function, byte[] event) throws FunctionFailedException, FunctionUnavailableException {
        try {
            var response = lambda.invoke(b -> b.functionName(names.function(function))
                    .qualifier(Names.LIVE)
                    .payload(SdkBytes.fromByteArrayUnsafe(event)));
            var answer = response.payload();
            if (response.functionError() != null) {
                throw new FunctionFailedException(function, new IllegalStateException(answer.asUtf8String()));
            }
            return answer.asByteArrayUnsafe();
        } catch (SdkException e) {
            throw new FunctionUnavailableException(function, e);
        }
    }
}
