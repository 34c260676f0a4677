package dev.iota.orchestrator;

import dev.iota.cloud.client.AwsClients;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Stands between the code under test and a client of the SDK, at the calls that cross the network. */
interface Intercept {
    /** Makes the call, or does something else. */
    @Nullable Object call(String method, Object request, Call real) throws Throwable;

    /** The call as it would be without anything in between. */
    final class Call {
        private final Object real;
        private final Method method;
        private final Object[] arguments;

        private Call(Object real, Method method, Object[] arguments) {
            this.real = real;
            this.method = method;
            this.arguments = arguments;
        }

        @Nullable Object make() throws Throwable {
            return with(arguments[0]);
        }

        /** The same call with another request. */
        @Nullable Object with(Object request) throws Throwable {
            var changed = arguments.clone();
            changed[0] = request;
            try {
                return method.invoke(real, changed);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }

    static <T> T client(Class<T> type, T real, Intercept intercept) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            var request = arguments == null || arguments.length == 0 ? null : arguments[0];
            // The conveniences of the interface come down to calls with a request, on the proxy again.
            if (request instanceof Consumer || method.getName().endsWith("Paginator")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            return request == null
                    ? method.invoke(real, arguments)
                    : intercept.call(method.getName(), request, new Call(real, method, arguments));
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** The same clients, of which that of the queues is intercepted. */
    static AwsClients queues(AwsClients clients, Intercept intercept) {
        return of(clients, client(SqsClient.class, clients.sqs(), intercept), clients.s3());
    }

    /** The same clients, of which that of the tables is intercepted. */
    static AwsClients tables(AwsClients clients, Intercept intercept) {
        var tables = client(DynamoDbClient.class, clients.dynamoDb(), intercept);
        return new AwsClients(tables, clients.sqs(), clients.s3(), clients.presigner(), clients.sts(), clients.sfn());
    }

    /** The same clients, of which that of the objects is intercepted. */
    static AwsClients objects(AwsClients clients, Intercept intercept) {
        return of(clients, clients.sqs(), client(S3Client.class, clients.s3(), intercept));
    }

    private static AwsClients of(AwsClients clients, SqsClient queues, S3Client objects) {
        return new AwsClients(clients.dynamoDb(), queues, objects, clients.presigner(), clients.sts(), clients.sfn());
    }
}
