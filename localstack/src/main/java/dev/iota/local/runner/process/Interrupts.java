package dev.iota.local.runner.process;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C, and what asks a process to end in other ways: the first time to finish now, the second time to stop at once.
 * A terminal that is closed asks more than once and is heard once; what sends a signal to a process and to its group
 * sends it twice in a moment, and that is one asking.
 */
public final class Interrupts {
    private static final String HANGUP = "HUP";
    private static final List<String> SIGNALS = List.of("INT", "TERM", HANGUP);

    /** Nobody presses Ctrl-C twice so quickly. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final AtomicInteger count = new AtomicInteger();
    private final NanoClock clock;
    private final Runnable finish;
    private final Runnable stop;
    private long last;

    /** Nanoseconds since some moment. */
    @FunctionalInterface
    interface NanoClock {
        long now();
    }

    /**
     * @param finish called on the first signal
     * @param stop called on the second one
     */
    public Interrupts(Runnable finish, Runnable stop) {
        this(System::nanoTime, finish, stop);
    }

    Interrupts(NanoClock clock, Runnable finish, Runnable stop) {
        this.clock = clock;
        this.finish = finish;
        this.stop = stop;
    }

    /**
     * From now on signals come here. The class behind signals is exported by every JDK but is no part of the platform's
     * interface: asking for it by name keeps the compiler out of it, and a JDK without it ends the process as if
     * nothing had been asked.
     */
    public void listen() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var handler = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(this, arguments);
                        }
                        arrived(String.valueOf(arguments[0]));
                        return null;
                    });
            for (var name : SIGNALS) {
                signal.getMethod("handle", signal, handlerType)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
            }
        } catch (ReflectiveOperationException e) {
            System.err.println("this JDK does not hand over signals (%s): Ctrl-C stops at once".formatted(e));
        }
    }

    /**
     * A signal came.
     *
     * @param name such as SIGHUP
     */
    synchronized void arrived(String name) {
        var now = clock.now();
        if (count.get() > 0 && (name.equals("SIG" + HANGUP) || now - last < MOMENT.toNanos())) {
            return;
        }
        last = now;
        switch (count.incrementAndGet()) {
            case 1 -> finish.run();
            case 2 -> stop.run();
            default -> {
                // It is being stopped.
            }
        }
    }
}
