package dev.iota.cloud.shape;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A state machine.
 *
 * @param name logical name, unique in the run; {@link Names#stateMachine} makes the deployed name of it
 * @param definition text in the JSONata dialect, with {@code ${Key}} wherever an ARN is to stand
 * @param substitutions for each such key the logical name of the function, or of the state machine before this one,
 *     whose ARN it is
 */
public record StateMachineShape(String name, String definition, Map<String, String> substitutions) {
    private static final Pattern KEY = Pattern.compile("\\$\\{(\\w+)}");

    /** @throws IllegalArgumentException if the definition has a key that is not substituted, or lacks one that is */
    public StateMachineShape {
        substitutions = Map.copyOf(substitutions);
        var used = KEY.matcher(definition)
                .results()
                .map(key -> key.group(1))
                .distinct()
                .sorted()
                .toList();
        var known = substitutions.keySet().stream().sorted().toList();
        if (!used.equals(known)) {
            throw new IllegalArgumentException(
                    "the definition of the state machine '%s' uses %s, but substituted are %s"
                            .formatted(name, used, known));
        }
    }

    /**
     * The definition as it is deployed.
     *
     * @param arns ARNs by logical names
     * @throws IllegalArgumentException if one is missing
     */
    public String definitionWith(Map<String, String> arns) {
        return KEY.matcher(definition).replaceAll(key -> {
            var target = substitutions.get(key.group(1));
            var arn = arns.get(target);
            if (arn == null) {
                throw new IllegalArgumentException("the state machine '%s' uses '%s', which is not among %s"
                        .formatted(name, target, arns.keySet()));
            }
            return Matcher.quoteReplacement(arn);
        });
    }
}
