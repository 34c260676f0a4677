package dev.iota.local.cloud.lambda;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.iota.cloud.shape.FunctionShape;
import java.lang.reflect.InvocationTargetException;

/** Makes the handler of a function. */
@FunctionalInterface
public interface HandlerFactory {
    /** A new handler of {@code function}. */
    RequestHandler<?, ?> handler(FunctionShape function);

    /**
     * What Lambda does: the class of the shape's name, by its public constructor without parameters. Configuration is
     * in the environment and the system properties by then.
     */
    static HandlerFactory byName() {
        return function -> {
            try {
                return Class.forName(function.handler())
                        .asSubclass(RequestHandler.class)
                        .getConstructor()
                        .newInstance();
            } catch (ClassNotFoundException e) {
                throw unusable(function, "is not on the class path", e);
            } catch (ClassCastException e) {
                throw unusable(function, "does not implement RequestHandler", e);
            } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
                throw unusable(function, "has no public constructor without parameters", e);
            } catch (InvocationTargetException e) {
                throw unusable(function, "could not be constructed: " + e.getCause(), e);
            }
        };
    }

    private static IllegalStateException unusable(FunctionShape function, String why, Exception cause) {
        return new IllegalStateException(
                "the handler %s of function %s %s".formatted(function.handler(), function.name(), why), cause);
    }
}
