package dev.iota.research.zoo;

import java.util.List;
import java.util.Map;

/**
 * How an honest miner's machine differs from the validator's.
 *
 * @param threads of one operation
 * @param capability instruction set that the tensor library is held to; empty for what the machine has
 */
public record Condition(int threads, String capability) {
    private static final String VARIABLE = "ATEN_CPU_CAPABILITY";

    /** Those that one machine can play. */
    public static List<Condition> all() {
        return List.of(
                new Condition(1, ""),
                new Condition(2, ""),
                new Condition(1, "avx2"),
                new Condition(2, "avx2"),
                new Condition(1, "default"),
                new Condition(2, "default"));
    }

    /** Of the process that plays it. */
    public Map<String, String> environment() {
        return capability.isEmpty() ? Map.of() : Map.of(VARIABLE, capability);
    }

    public String text() {
        return "%d %s, %s"
                .formatted(
                        threads,
                        threads == 1 ? "thread" : "threads",
                        capability.isEmpty() ? "all instructions" : capability);
    }
}
