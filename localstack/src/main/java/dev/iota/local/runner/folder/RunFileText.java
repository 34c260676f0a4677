package dev.iota.local.runner.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Require;
import dev.iota.core.base.Sha256;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The text of {@code run.json}: what the run is, the SHA-256 of other files that a resumption needs, by their path in
 * the run's folder, and last the SHA-256 of all the text before it.
 */
record RunFileText(RunFile run, Map<String, String> hashes) {
    private static final String FILES = "files";
    private static final Pattern SEALED = Pattern.compile("(?s)(.*),\"sha256\":\"([^\"]*)\"}\\s*");

    RunFileText {
        hashes = Map.copyOf(hashes);
    }

    String write() {
        ObjectNode tree = Json.mapper().valueToTree(run);
        tree.set(FILES, Json.mapper().valueToTree(new TreeMap<>(hashes)));
        var text = Json.write(tree);
        return "%s,\"sha256\":\"%s\"}".formatted(text.substring(0, text.length() - 1), Sha256.hex(text));
    }

    /** @throws MalformedException if it is damaged; a text of an earlier version, without hashes, is read unchecked */
    static RunFileText read(String text) {
        var sealed = SEALED.matcher(text);
        if (!sealed.matches()) {
            return new RunFileText(Json.read(text, RunFile.class), Map.of());
        }
        var body = sealed.group(1) + "}";
        var found = Sha256.hex(body);
        Require.require(
                found.equals(sealed.group(2)), "its SHA-256 is %s, and it was written with %s", found, sealed.group(2));
        var tree = Json.read(body, ObjectNode.class);
        var hashes = new TreeMap<String, String>();
        tree.path(FILES)
                .properties()
                .forEach(hash -> hashes.put(hash.getKey(), hash.getValue().asText()));
        tree.remove(FILES);
        return new RunFileText(Json.read(tree.toString(), RunFile.class), hashes);
    }
}
