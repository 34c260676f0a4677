package dev.iota.research.zoo;

import java.util.List;
import java.util.Map;

/**
 * How an honest miner's machine differs from the validator's.
 *
 * @param threads of one operation
 * @param capability instruction set that the tensor library is held to; empty for what the machine has
 */
public record HonestCondition(int threads, String capability) {
    private static final String VARIABLE = "ATEN_CPU_CAPABILITY";

    /** Those that one machine can play. */
    public static List<HonestCondition> all() {
        return List.of(
                new HonestCondition(1, ""),
                new HonestCondition(2, ""),
                new HonestCondition(1, "avx2"),
                new HonestCondition(2, "avx2"),
                new HonestCondition(1, "default"),
                new HonestCondition(2, "default"));
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
