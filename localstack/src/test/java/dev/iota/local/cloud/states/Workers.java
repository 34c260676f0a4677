package dev.iota.local.cloud.states;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.iota.cloud.shape.FunctionShape;
import dev.iota.local.cloud.lambda.HandlerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Functions whose behaviour a test asks for, with all that they were told. */
public final class Workers {
    /** What the flaky function throws. */
    static final class FlakyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FlakyException(int call) {
            super("call " + call);
        }
    }

    /** A function of maps; a lambda expression cannot be one, its types are lost. */
    interface Worker extends RequestHandler<Map<String, Object>, Map<String, Object>> {}

    /** Answers with what it was given. */
    static final class Echo implements Worker {
        @Override
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
            return Map.of("got", event, "function", context.getFunctionName());
        }
    }

    /** Fails as often as the event says, counted over all calls. */
    final class Flaky implements Worker {
        @Override
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
            var call = flakyCalls.incrementAndGet();
            if (event.get("failures") instanceof Integer failures && call <= failures) {
                throw new FlakyException(call);
            }
            return Map.of("call", call);
        }
    }

    /** Keeps the event and, if it is to, does something about it. */
    final class Hold implements Worker {
        @Override
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
            onHold.accept(String.valueOf(event.get("token")));
            held.add(event);
            return Map.of();
        }
    }

    /** Returns when the gate opens. */
    final class Gated implements Worker {
        @Override
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
            gated.add(event);
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return event;
        }
    }

    final AtomicInteger flakyCalls = new AtomicInteger();
    public final BlockingQueue<Map<String, Object>> held = new LinkedBlockingQueue<>();
    final BlockingQueue<Map<String, Object>> gated = new LinkedBlockingQueue<>();
    public final CountDownLatch gate = new CountDownLatch(1);
    volatile Consumer<String> onHold = token -> {};

    static List<FunctionShape> shapes() {
        return Stream.of("Echo", "Flaky", "Hold", "Gated")
                .map(name -> new FunctionShape(name, name, 128, Duration.ofSeconds(30)))
                .toList();
    }

    HandlerFactory handlers() {
        return function -> switch (function.name()) {
            case "Echo" -> new Echo();
            case "Flaky" -> new Flaky();
            case "Hold" -> new Hold();
            default -> new Gated();
        };
    }
}
