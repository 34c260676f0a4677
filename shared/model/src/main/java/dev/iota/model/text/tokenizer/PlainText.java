package dev.iota.model.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Sees to it that text is nothing but text to a tokenizer. */
final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /** The text with U+FFFD for each half of a pair that stands alone, which has no place in UTF-8. */
    static String of(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return repaired(text, i);
                }
                i++;
            }
        }
        return text;
    }

    private static String repaired(String text, int from) {
        var repaired = new StringBuilder(text);
        for (var i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (isPair(text, i)) {
                    i++;
                } else {
                    repaired.setCharAt(i, REPLACEMENT);
                }
            }
        }
        return repaired.toString();
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    /**
     * A tokenizer in which no text spells a control token: each gets a name that nobody can guess, and keeps its
     * number. Were they taken out, those that remain would be numbered anew.
     *
     * @param tokenizer as in its file
     * @param controls names of the tokens
     */
    static ObjectNode withoutNames(ObjectNode tokenizer, Set<String> controls) {
        var secret = UUID.randomUUID().toString();
        var names = new HashMap<String, String>();
        controls.forEach(name -> names.put(name, secret + "-" + names.size()));
        merged(tokenizer.path("model").path("merges"), names);
        var changed = tokenizer.deepCopy();
        for (var token : changed.path("added_tokens")) {
            rename(token, "content", names);
        }
        var model = changed.path("model");
        rename(model, "unk_token", names);
        if (model.path("vocab") instanceof ArrayNode pairs) {
            for (var pair : pairs) {
                var name = names.get(pair.path(0).asText());
                if (name != null && pair instanceof ArrayNode array) {
                    array.set(0, name);
                }
            }
        } else if (model instanceof ObjectNode object) {
            var vocabulary = object.objectNode();
            object.path("vocab")
                    .properties()
                    .forEach(e -> vocabulary.set(names.getOrDefault(e.getKey(), e.getKey()), e.getValue()));
            object.set("vocab", vocabulary);
        }
        return changed;
    }

    /** What is merged from parts of words is text, whatever the file calls it, and needs its name. */
    private static void merged(JsonNode merges, Map<String, String> names) {
        for (var merge : merges) {
            var parts = merge.isArray()
                    ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
                    : merge.asText().split(" ", 2);
            names.remove(String.join("", parts));
            names.remove(parts[0]);
            names.remove(parts[parts.length - 1]);
        }
    }

    private static void rename(JsonNode node, String field, Map<String, String> names) {
        var name = names.get(node.path(field).asText());
        if (name != null && node instanceof ObjectNode object) {
            object.put(field, name);
        }
    }
}
