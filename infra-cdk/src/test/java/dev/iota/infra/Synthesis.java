package dev.iota.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the {@link SynthesizedStack} to tests; it is made once, because that takes many seconds. Without Node.js the
 * tests are skipped.
 */
final class Synthesis implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Synthesis.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return NodeRuntime.isOn(System.getenv("PATH"))
                ? ConditionEvaluationResult.enabled("'node' is on the PATH")
                : ConditionEvaluationResult.disabled("no folder of PATH has 'node', in which the CDK makes the stack");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SynthesizedStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .getOrComputeIfAbsent(SynthesizedStack.class, key -> synthesize(), SynthesizedStack.class);
    }

    private static SynthesizedStack synthesize() {
        try {
            var folder = Files.createTempDirectory("iota-stack");
            try {
                return SynthesizedStack.in(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the stack could not be written", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var inside = Files.walk(folder)) {
            for (var path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
