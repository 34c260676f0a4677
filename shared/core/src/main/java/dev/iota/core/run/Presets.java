package dev.iota.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Presets by name or file: YAML or JSON with the fields of {@link Preset}, over {@code defaults.yaml}. */
public final class Presets {
    /** The presets that come with the project, smallest first. */
    public static final List<String> NAMES = List.of("tiny", "100M", "1B", "3B", "8B", "15B", "100B");

    private static final int MOST_BYTES = 1 << 20;

    private Presets() {}

    /**
     * @param nameOrFile one of {@link #NAMES}, or the path of a file
     * @throws InvalidSpecException if there is no such preset, or it says something impossible
     */
    public static Preset load(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            return parse(nameOrFile, resource(nameOrFile));
        }
        var file = Path.of(nameOrFile);
        if (!Files.isRegularFile(file)) {
            throw new InvalidSpecException(
                    "there is no preset '%s'; choose one of %s or the path of a YAML or JSON file"
                            .formatted(nameOrFile, String.join(", ", NAMES)));
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidSpecException("the preset file %s has %d bytes; at most %d are read"
                        .formatted(file, Files.size(file), MOST_BYTES));
            }
            return parse(nameOrFile, Files.readString(file));
        } catch (IOException e) {
            throw new InvalidSpecException("cannot read the preset file %s: %s".formatted(file, FileReason.of(e)));
        }
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
            var merged = (ObjectNode) Json.readYaml(resource("defaults"), JsonNode.class);
            overlay(merged, Json.readYaml(text, JsonNode.class));
            return Json.read(merged.toString(), Preset.class);
        } catch (IllegalArgumentException e) {
            throw new InvalidSpecException("preset %s: %s".formatted(name, e.getMessage()));
        }
    }

    private static void overlay(ObjectNode base, JsonNode over) {
        for (var field : over.properties()) {
            if (base.get(field.getKey()) instanceof ObjectNode inner && field.getValue() instanceof ObjectNode outer) {
                overlay(inner, outer);
            } else {
                base.set(field.getKey(), field.getValue());
            }
        }
    }

    /** The text of a preset that comes with the project. */
    static String resource(String name) {
        try (var in = Presets.class.getResourceAsStream("presets/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the preset " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
