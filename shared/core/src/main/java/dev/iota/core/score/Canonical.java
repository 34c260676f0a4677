package dev.iota.core.score;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Json;

/** Documents that have one text, and so one hash. */
final class Canonical {
    private Canonical() {}

    /** @throws dev.iota.core.base.MalformedException if the text is not exactly what {@link Json#write} gives */
    static <T> T read(String text, Class<T> type) {
        var value = Json.read(text, type);
        require(
                Json.write(value).equals(text),
                "%s is not in canonical JSON: no spaces, fields in order, numbers as they are written here",
                type.getSimpleName());
        return value;
    }
}
