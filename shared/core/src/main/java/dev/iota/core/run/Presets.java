package dev.iota.core.run;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import dev.iota.core.base.LayeredYaml;
import java.util.List;

/** Presets by name or file: YAML or JSON with the fields of {@link Preset}, over {@code defaults.yaml}. */
public final class Presets {
    /** The presets that come with the project, smallest first. */
    public static final List<String> NAMES = List.of("tiny", "100M", "1B", "3B", "8B", "15B", "100B");

    static final LayeredYaml DOCUMENTS = new LayeredYaml("preset", Presets.class, "presets/", NAMES);

    private Presets() {}

    /**
     * @param nameOrFile one of {@link #NAMES}, or the path of a file
     * @throws InvalidSpecException if there is no such preset, or it says something impossible
     */
    public static Preset load(String nameOrFile) {
        return parse(nameOrFile, DOCUMENTS.text(nameOrFile));
    }

    /**
     * Reads a preset that is no file.
     *
     * @param name for messages
     * @param text YAML or JSON
     * @throws InvalidSpecException if the text is no preset
     */
    public static Preset parse(String name, String text) {
        try {
            return Json.read(DOCUMENTS.overDefaults(text).toString(), Preset.class);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("preset %s: %s".formatted(name, e.getMessage()));
        }
    }
}
