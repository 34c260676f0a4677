package dev.iota.cloud.process;

import java.lang.reflect.Proxy;

/**
 * Signals of the system. The class behind them is exported by every JDK but is no part of the platform's interface:
 * asking for it by name keeps the compiler out of it, and a JDK without it throws.
 */
final class Signals {
    private Signals() {}

    /** Does nothing when a signal comes. */
    static void ignore(String name) throws ReflectiveOperationException {
        handle(name, Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null));
    }

    /** Runs something, in a thread of its own, when a signal comes; nothing else happens then. */
    static void handle(String name, Runnable action) throws ReflectiveOperationException {
        var interfaces = new Class<?>[] {Class.forName("sun.misc.SignalHandler")};
        handle(name, Proxy.newProxyInstance(Signals.class.getClassLoader(), interfaces, (proxy, method, args) -> {
            if (method.getDeclaringClass().equals(Object.class)) {
                return method.invoke(action, args);
            }
            action.run();
            return null;
        }));
    }

    private static void handle(String name, Object handler) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}
