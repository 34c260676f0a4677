package dev.iota.infra;

import java.util.Map;

/** Look-up of things of the stack by name. */
final class Found {
    private Found() {}

    /** @throws IllegalArgumentException if {@code name} is not among the keys */
    static <T> T in(Map<String, T> byName, String kind, String name) {
        var found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no %s '%s' is in the stack, only %s".formatted(kind, name, byName.keySet()));
        }
        return found;
    }
}
