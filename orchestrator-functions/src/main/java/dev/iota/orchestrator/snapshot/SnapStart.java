package dev.iota.orchestrator.snapshot;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import dev.iota.orchestrator.context.Services;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Makes the services of a function that starts from a snapshot. Before Lambda takes the snapshot, the function handles
 * a call of a {@link Rehearsal}, so that what its first call needs is loaded, set up and compiled in every process that
 * is restored.
 */
public final class SnapStart {
    /** The runtime holds its hooks weakly; ours have to live until they are called. */
    private static final Queue<Resource> HOOKS = new ConcurrentLinkedQueue<>();

    private static final int FAILED = 500;

    private SnapStart() {}

    /**
     * The services that this process was configured for.
     *
     * @param handler makes another function of the same kind, over other services
     * @param call that the other function handles before the snapshot
     * @param <C> what the function is called with
     */
    public static <C> Services services(Function<Services, RequestHandler<C, ?>> handler, Function<Rehearsal, C> call) {
        var services = Services.configured();
        var hook = new PrimingHook(services, rehearsal -> {
            var other = handler.apply(rehearsal.services());
            return () -> requireHandled(other.handleRequest(call.apply(rehearsal), new RehearsalContext()));
        });
        HOOKS.add(hook);
        Core.getGlobalContext().register(hook);
        return services;
    }

    /** @throws IllegalStateException if the handler gave up: what it did until then is all that was rehearsed */
    private static void requireHandled(@Nullable Object answer) {
        var handled =
                switch (answer) {
                    case APIGatewayV2HTTPResponse response -> response.getStatusCode() < FAILED;
                    case SQSBatchResponse response ->
                        response.getBatchItemFailures().isEmpty();
                    case null, default -> true;
                };
        if (!handled) {
            throw new IllegalStateException("a rehearsed call failed: " + answer);
        }
    }
}
