package dev.iota.orchestrator;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stands between the code under test and a client of the SDK, at the calls that cross the network. */
interface Intercept {
    /** Makes the call, or does something else. */
    @Nullable Object call(String method, Object request, Call real) throws Throwable;

    /** The call as it would be without anything in between. */
    interface Call {
        @Nullable Object make() throws Throwable;
    }

    static <T> T client(Class<T> type, T real, Intercept intercept) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            var request = arguments == null || arguments.length == 0 ? null : arguments[0];
            // The conveniences of the interface come down to calls with a request, on the proxy again.
            if (request instanceof Consumer || method.getName().endsWith("Paginator")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            Call call = () -> {
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause() == null ? e : e.getCause();
                }
            };
            return request == null ? call.make() : intercept.call(method.getName(), request, call);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
