package dev.iota.local.cloud.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import dev.iota.cloud.count.Amount;
import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.count.Causes;
import dev.iota.cloud.count.Counting;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.local.cloud.net.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One function, invoked with JSON and answering with JSON through the serializers of Lambda's own runtime, so that a
 * handler which misreads an event here misreads it there. One instance serves all invocations, at the same time: AWS
 * gives each its own, so a handler must not keep what belongs to one invocation.
 */
final class LambdaFunction {
    private static final Logger LOG = LoggerFactory.getLogger(LambdaFunction.class);
    private static final double NANOS = 1e9;
    private static final double MB_OF_GB = 1024;

    private final FunctionShape shape;
    private final String name;
    private final String arn;
    private final RequestHandler<Object, Object> handler;
    private final PojoSerializer<Object> reader;
    private final PojoSerializer<Object> writer;
    private final Clock clock;
    private final Functions.Means means;

    LambdaFunction(
            FunctionShape shape,
            String name,
            RequestHandler<?, ?> handler,
            Place place,
            Clock clock,
            Functions.Means means) {
        this.shape = shape;
        this.name = name;
        this.arn = place.arn("lambda", "function:" + name);
        this.handler = untyped(handler);
        var method = handleRequest(handler.getClass());
        this.reader = serializer(method.getGenericParameterTypes()[0], handler.getClass());
        this.writer = serializer(method.getGenericReturnType(), handler.getClass());
        this.clock = clock;
        this.means = means;
    }

    /** Logical name. */
    String name() {
        return shape.name();
    }

    /**
     * Calls the handler in this thread.
     *
     * @param event JSON
     * @return JSON
     * @throws FunctionFailedException if the handler threw anything; it was logged
     */
    byte[] invoke(byte[] event) throws FunctionFailedException {
        var requestId = UUID.randomUUID().toString();
        var context = new InvocationContext(
                shape, name, arn, requestId, clock.instant().plus(shape.timeout()), clock);
        var overdue = means.timer()
                .schedule(
                        () -> LOG.warn(
                                "function {} has run longer than its timeout of {} ms; AWS would have stopped it"
                                        + " (request {})",
                                name(),
                                shape.timeout().toMillis(),
                                requestId),
                        shape.timeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        var began = System.nanoTime();
        try {
            var result = Counting.into(
                    calls(),
                    cause(),
                    () -> handler.handleRequest(reader.fromJson(new ByteArrayInputStream(event)), context));
            var out = new ByteArrayOutputStream();
            writer.toJson(result, out);
            return out.toByteArray();
        } catch (RuntimeException | Error e) {
            LOG.error("function {} failed (request {})", name(), requestId, e);
            throw new FunctionFailedException(name(), e);
        } finally {
            overdue.cancel(false);
            count(System.nanoTime() - began);
        }
    }

    /** As Lambda bills it: the memory that it was given, for as long as it ran. */
    private void count(long nanos) {
        var gigabyteSeconds = nanos / NANOS * shape.memoryMb() / MB_OF_GB;
        calls().happened(cause(), cause(), nanos);
        calls().call(cause(), "lambda", "Invoke", name(), Map.of(Amount.GIGABYTE_SECONDS, gigabyteSeconds));
    }

    /** What its invocations are counted as. */
    String cause() {
        return Causes.ofFunction(name());
    }

    /** Where they are counted. */
    CallBook calls() {
        return means.calls();
    }

    /** The event that reaches the handler was read as the type that its own method names. */
    @SuppressWarnings("unchecked")
    private static RequestHandler<Object, Object> untyped(RequestHandler<?, ?> handler) {
        return (RequestHandler<Object, Object>) handler;
    }

    private static Method handleRequest(Class<?> handler) {
        return Arrays.stream(handler.getMethods())
                .filter(method -> method.getName().equals("handleRequest"))
                .filter(method -> !method.isBridge()
                        && method.getParameterCount() == 2
                        && method.getParameterTypes()[1] == Context.class)
                .findAny()
                .orElseThrow(() -> new IllegalStateException(
                        ("%s has no method handleRequest(event, Context); a lambda expression cannot be"
                                        + " a handler, its types are lost")
                                .formatted(handler.getName())));
    }

    @SuppressWarnings("unchecked")
    private static PojoSerializer<Object> serializer(Type type, Class<?> handler) {
        return type instanceof Class<?> known && LambdaEventSerializers.isLambdaSupportedEvent(known.getName())
                ? LambdaEventSerializers.serializerFor((Class<Object>) known, handler.getClassLoader())
                : JacksonFactory.getInstance().getSerializer(type);
    }
}
