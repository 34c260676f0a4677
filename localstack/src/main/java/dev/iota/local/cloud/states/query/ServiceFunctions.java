package dev.iota.local.cloud.states.query;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.iota.local.cloud.states.definition.Documents;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The functions that Step Functions has beside those of the language, and the one that it has not. */
final class ServiceFunctions {
    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    /** The service's bound of what {@code $range} makes. */
    private static final int LONGEST_RANGE = 1000;

    private ServiceFunctions() {}

    static void register(Jsonata program) {
        add(program, "partition", ServiceFunctions::partition);
        add(program, "range", ServiceFunctions::range);
        add(program, "parse", ServiceFunctions::parse);
        add(program, "hash", ServiceFunctions::hash);
        add(program, "uuid", ServiceFunctions::uuid);
        add(program, "random", ServiceFunctions::random);
        add(program, "eval", ServiceFunctions::eval);
    }

    @FunctionalInterface
    private interface Implementation {
        @Nullable Object of(List<?> arguments);
    }

    private static void add(Jsonata program, String name, Implementation implementation) {
        // Without a signature: the library would complain in its own words of what is checked here.
        program.registerFunction(
                name,
                new Jsonata.JFunction(
                        (_, arguments) -> implementation.of(arguments == null ? List.of() : arguments), null));
    }

    private static @Nullable Object partition(List<?> arguments) {
        require("partition", "an array and a size", arguments, 2, 2);
        if (arguments.getFirst() == null) {
            return null;
        }
        var elements = arguments.getFirst() instanceof List<?> list ? list : List.of(arguments.getFirst());
        var size = whole("partition", arguments.get(1));
        if (size < 1) {
            throw wrong("partition", "a size of 1 or more");
        }
        var parts = new ArrayList<List<?>>();
        for (var first = 0L; first < elements.size(); first += size) {
            parts.add(List.copyOf(elements.subList((int) first, (int) Math.min(first + size, elements.size()))));
        }
        return parts;
    }

    private static Object range(List<?> arguments) {
        require("range", "the first, the last and the step", arguments, 3, 3);
        var first = whole("range", arguments.get(0));
        var last = whole("range", arguments.get(1));
        var step = whole("range", arguments.get(2));
        if (step == 0) {
            throw wrong("range", "a step that is not 0");
        }
        var values = new ArrayList<Number>();
        for (var value = first; step > 0 ? value <= last : value >= last; value += step) {
            if (values.size() == LONGEST_RANGE) {
                throw wrong("range", "a range of at most %d values".formatted(LONGEST_RANGE));
            }
            values.add(value == (int) value ? (Number) (int) value : (Number) value);
        }
        return values;
    }

    private static @Nullable Object parse(List<?> arguments) {
        require("parse", "a text", arguments, 1, 1);
        try {
            return arguments.getFirst() == null
                    ? null
                    : Documents.plain(Documents.parse(text("parse", arguments.getFirst())));
        } catch (JsonProcessingException e) {
            throw new JException("$parse: the text is no JSON: " + e.getOriginalMessage(), -1);
        }
    }

    private static @Nullable Object hash(List<?> arguments) {
        require("hash", "a text and an algorithm", arguments, 2, 2);
        if (arguments.getFirst() == null) {
            return null;
        }
        var algorithm = text("hash", arguments.get(1));
        if (!ALGORITHMS.contains(algorithm)) {
            throw wrong("hash", "one of the algorithms MD5, SHA-1, SHA-256, SHA-384, SHA-512");
        }
        try {
            var bytes = text("hash", arguments.getFirst()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private static Object uuid(List<?> arguments) {
        require("uuid", "nothing", arguments, 0, 0);
        return UUID.randomUUID().toString();
    }

    /** The same number for the same seed; not the one that the service has for it, which nobody tells. */
    private static Object random(List<?> arguments) {
        require("random", "a seed or nothing", arguments, 0, 1);
        return arguments.isEmpty()
                ? ThreadLocalRandom.current().nextDouble()
                : new Random(whole("random", arguments.getFirst())).nextDouble();
    }

    private static Object eval(List<?> arguments) {
        throw new JException("$eval is not supported; $parse reads JSON", -1);
    }

    private static void require(String function, String what, List<?> arguments, int fewest, int most) {
        if (arguments.size() < fewest || arguments.size() > most) {
            throw wrong(function, what);
        }
    }

    private static long whole(String function, @Nullable Object value) {
        if (value instanceof Number number && number.doubleValue() == number.longValue()) {
            return number.longValue();
        }
        throw wrong(function, "a whole number");
    }

    private static String text(String function, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(function, "a text");
    }

    private static JException wrong(String function, String wanted) {
        return new JException("$%s wants %s".formatted(function, wanted), -1);
    }
}
