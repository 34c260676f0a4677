package dev.iota.local.cloud.states.query;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Fn0;
import com.dashjoin.jsonata.Jsonata.Fn2;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.Failure;
import dev.iota.local.cloud.states.definition.Query;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Computes one expression with the library, for as long as that takes. */
final class Calculator {
    /** Calls within calls. */
    private static final int DEEPEST_RECURSION = 300;

    /** Bound of the service itself, in bytes: no state has more data. */
    private static final int LARGEST_RESULT = 256 << 10;

    private Calculator() {}

    static Answer answer(Query query) {
        try {
            var value = Calculator.value(query);
            if (value == null) {
                return failed(query, "it has no value; a field or variable that it names may not exist");
            }
            var json = Documents.json(value, LARGEST_RESULT);
            if (json.toString().getBytes(StandardCharsets.UTF_8).length > LARGEST_RESULT) {
                throw new Documents.TooLargeException();
            }
            return new Answer(json, null);
        } catch (Documents.TooLargeException e) {
            return Answer.failed(
                    Failure.DATA_LIMIT,
                    query.expression(),
                    "its value has more than the %d bytes that are allowed".formatted(LARGEST_RESULT));
        } catch (JException e) {
            return failed(query, String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            return failed(query, e.toString()); // the library's own, on values that it did not expect
        }
    }

    private static Answer failed(Query query, String why) {
        return Answer.failed(Failure.QUERY, query.expression(), why);
    }

    private static @Nullable Object value(Query query) {
        var now = query.now().toEpochMilli();
        var program = Jsonata.jsonata(query.expression());
        program.setOutputConvertNulls(false); // a null that comes out of it is then no JSON null, but nothing
        program.setValidateInput(false);
        program.registerFunction("millis", (Fn0<Long>) () -> now);
        program.registerFunction("now", (Fn2<String, String, String>)
                (picture, zone) -> Functions.dateTimeFromMillis(now, picture, zone));
        ServiceFunctions.register(program);
        var frame = program.createFrame();
        boundRecursion(frame);
        query.variables().forEach((name, variable) -> frame.bind(name, Documents.plain(variable)));
        frame.bind("states", Documents.plain(query.states()));
        return program.evaluate(null, frame);
    }

    private static void boundRecursion(Jsonata.Frame frame) {
        var depth = new int[1];
        frame.setEvaluateEntryCallback((_, _, _) -> {
            if (++depth[0] > DEEPEST_RECURSION) {
                throw new JException("its calls are nested more than %d deep".formatted(DEEPEST_RECURSION), -1);
            }
        });
        frame.setEvaluateExitCallback((_, _, _, _) -> depth[0]--);
    }
}
