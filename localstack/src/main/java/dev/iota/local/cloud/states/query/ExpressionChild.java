package dev.iota.local.cloud.states.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.iota.core.base.English;
import dev.iota.local.cloud.states.definition.Documents;
import dev.iota.local.cloud.states.definition.Query;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The process that computes: a line with a query comes in, a line with its answer goes out. It has no other purpose and
 * no state, and may be killed at any moment. It ends when nobody can ask it any more, also amid an expression.
 */
final class ExpressionChild {
    /** What it says when it has loaded what it needs. */
    static final String READY = "ready";

    /** For expressions that call themselves; what is not used of it costs nothing. */
    private static final long STACK_BYTES = 16L << 20;

    private ExpressionChild() {}

    public static void main(String[] args) throws IOException {
        English.speak();
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err); // the library prints
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        var computing = new Thread(null, () -> answer(lines, out), "expressions", STACK_BYTES);
        computing.setDaemon(true);
        computing.start();
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void answer(BlockingQueue<String> lines, PrintStream out) {
        try {
            Calculator.answer(
                    new Query("$uppercase('ready')", Map.of(), JsonNodeFactory.instance.objectNode(), Instant.EPOCH));
            say(out, READY);
            while (true) {
                say(out, Documents.write(Calculator.answer(Documents.read(lines.take(), Query.class))));
            }
        } catch (InterruptedException e) {
            // Nobody does; and then it is over as well.
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a query cannot be read", e);
        }
    }

    private static void say(PrintStream out, String line) {
        out.println(line);
        out.flush();
    }
}
