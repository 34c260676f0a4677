package dev.iota.local.cloud.lambda;

import dev.iota.cloud.count.CallBook;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.cloud.shape.Names;
import dev.iota.local.cloud.net.Place;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The functions that exist. Nothing invokes them by itself yet. */
public final class Functions {
    private static final String ARN_PREFIX = "arn:";

    /** Where an ARN has the function's name: {@code arn:aws:lambda:region:account:function:name}. */
    private static final int NAME_IN_ARN = 6;

    private final ScheduledThreadPoolExecutor timer;
    private final CallBook calls;
    private final Map<String, LambdaFunction> byLogicalName = new LinkedHashMap<>();
    private final Map<String, LambdaFunction> byDeployedName = new LinkedHashMap<>();
    private final Map<String, String> arns = new LinkedHashMap<>();

    private Functions(ScheduledThreadPoolExecutor timer, CallBook calls) {
        this.timer = timer;
        this.calls = calls;
    }

    /**
     * What every function is run with.
     *
     * @param timer reports invocations that take too long
     * @param calls where they are counted
     */
    record Means(ScheduledExecutorService timer, CallBook calls) {}

    /**
     * Constructs the handlers.
     *
     * @param names names of the run
     * @param shapes of the functions
     * @param handlers makes the handlers
     * @param place region and account
     * @param clock tells handlers the time that they have left
     * @param calls where everything is counted that they do
     */
    public static Functions make(
            Names names,
            List<FunctionShape> shapes,
            HandlerFactory handlers,
            Place place,
            Clock clock,
            CallBook calls) {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("lambda-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        var functions = new Functions(timer, calls);
        try {
            for (var shape : shapes) {
                var name = names.function(shape.name());
                var function =
                        new LambdaFunction(shape, name, handlers.handler(shape), place, clock, new Means(timer, calls));
                functions.byLogicalName.put(shape.name(), function);
                functions.byDeployedName.put(name, function);
                functions.arns.put(shape.name(), place.arn("lambda", "function:" + name));
            }
            return functions;
        } catch (RuntimeException e) {
            functions.stop();
            throw e;
        }
    }

    /** The function with this logical name. */
    LambdaFunction get(String name) {
        return Objects.requireNonNull(byLogicalName.get(name), name);
    }

    /** Where what they do is counted. */
    public CallBook calls() {
        return calls;
    }

    /** ARN of every function, by its logical name. */
    public Map<String, String> arns() {
        return Map.copyOf(arns);
    }

    /**
     * Invokes a function in this thread.
     *
     * @param function deployed name or ARN
     * @param event JSON
     * @return JSON
     * @throws UnknownFunctionException if there is no such function
     * @throws FunctionFailedException if the handler threw anything; it was logged
     */
    public byte[] invoke(String function, byte[] event) throws UnknownFunctionException, FunctionFailedException {
        var found = byDeployedName.get(name(function));
        if (found == null) {
            throw new UnknownFunctionException(function);
        }
        return found.invoke(event);
    }

    private static String name(String function) {
        var parts = function.split(":", -1);
        return function.startsWith(ARN_PREFIX) && parts.length > NAME_IN_ARN ? parts[NAME_IN_ARN] : function;
    }

    /** Reports no more invocations that take too long. */
    public void stop() {
        timer.shutdownNow();
    }
}
