package dev.iota.core.base;

import static dev.iota.core.base.Require.require;

/** Documents that have one text, and so one hash. */
public final class Canonical {
    private Canonical() {}

    /** @throws MalformedException if the text is not exactly what {@link Json#write} gives */
    public static <T> T read(String text, Class<T> type) {
        var value = Json.read(text, type);
        require(
                Json.write(value).equals(text),
                "%s is not in canonical JSON: no spaces, fields in order, numbers as they are written here",
                type.getSimpleName());
        return value;
    }
}
