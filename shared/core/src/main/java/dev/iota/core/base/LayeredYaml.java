package dev.iota.core.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Documents in YAML or JSON that say what is different from {@code defaults.yaml}: some come with the program, others
 * are files of its user.
 *
 * @param what such a document is called
 * @param beside class whose package has those that come with the program
 * @param folder in that package, with a slash behind it; empty for the package itself
 * @param names of those that come with the program
 */
public record LayeredYaml(String what, Class<?> beside, String folder, List<String> names) {
    private static final int MOST_BYTES = 1 << 20;

    public LayeredYaml {
        names = List.copyOf(names);
    }

    /**
     * The text of a document.
     *
     * @param nameOrFile one of {@link #names}, or the path of a file
     * @throws InvalidSpecException if there is none
     */
    public String text(String nameOrFile) {
        if (names.contains(nameOrFile)) {
            return resource(nameOrFile);
        }
        var file = Path.of(nameOrFile);
        if (!Files.isRegularFile(file)) {
            throw new InvalidSpecException("there is no %s '%s'; choose one of %s or the path of a YAML or JSON file"
                    .formatted(what, nameOrFile, String.join(", ", names)));
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidSpecException("the %s file %s has %d bytes; at most %d are read"
                        .formatted(what, file, Files.size(file), MOST_BYTES));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new InvalidSpecException("cannot read the %s file %s: %s".formatted(what, file, FileReason.of(e)));
        }
    }

    /**
     * The defaults with what a document says over them.
     *
     * @throws IllegalArgumentException if it is no such document
     */
    public ObjectNode overDefaults(String text) {
        var merged = (ObjectNode) shipped("defaults");
        overlay(merged, Json.readYaml(text, JsonNode.class));
        return merged;
    }

    /** A part of a document that comes with the program. */
    public JsonNode shipped(String name) {
        return Json.readYaml(resource(name), JsonNode.class);
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

    private String resource(String name) {
        try (var in = beside.getResourceAsStream(folder + name + ".yaml")) {
            if (in == null) {
                throw new InvalidSpecException("no '%s' comes with this program beside its %ss".formatted(name, what));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
