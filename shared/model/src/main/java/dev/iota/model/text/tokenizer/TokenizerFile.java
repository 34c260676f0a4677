package dev.iota.model.text.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.model.text.CorpusException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code tokenizer.json} says beside its algorithm.
 *
 * @param path where it was read
 * @param json the file, without truncation and padding, which have no place in training data
 * @param textJson the same for turning text into tokens: no text spells a token that stands for a control
 * @param vocabulary one more than the highest token
 * @param endOfTextName the token between documents
 * @param endOfText its number
 */
record TokenizerFile(Path path, String json, String textJson, int vocabulary, String endOfTextName, int endOfText) {
    /** How the end-of-text token is called in common tokenizers, most telling first. */
    private static final List<String> END_OF_TEXT_NAMES = List.of(
            "<|endoftext|>",
            "<|end_of_text|>",
            "<|end▁of▁sentence|>",
            "<｜end▁of▁sentence｜>",
            "</s>",
            "<eos>",
            "<|eos|>",
            "[EOS]",
            "[SEP]");

    /** Tokens that a message names. */
    private static final int NAMED = 12;

    /** Tokens of the largest vocabulary; a model has a row of weights for each. */
    private static final int MOST_TOKENS = 1 << 22;

    /** @throws CorpusException if the content is not a tokenizer, or no token can stand between documents */
    static TokenizerFile parse(Path path, byte[] content, Optional<String> endOfText) {
        JsonNode root;
        try {
            root = JsonMapper.builder().build().readTree(content);
        } catch (JsonProcessingException e) {
            throw notOne(path, Json.problem(e), e);
        } catch (IOException e) {
            throw notOne(path, FileReason.of(e), e);
        }
        if (!(root instanceof ObjectNode object)
                || !root.path("model").path("vocab").isContainerNode()) {
            throw notOne(path, "it has no model.vocab", null);
        }
        var special = new LinkedHashSet<String>();
        var all = tokens(path, root);
        for (var token : root.path("added_tokens")) {
            var name = name(path, token.path("content"));
            var id = id(path, name, token.path("id"));
            all.put(name, id);
            if (token.path("special").asBoolean()) {
                special.add(name);
            }
        }
        var highest = all.values().stream().mapToInt(Integer::intValue).max();
        if (highest.isEmpty()) {
            throw notOne(path, "its vocabulary is empty", null);
        }
        object.putNull("truncation").putNull("padding");
        var name = endOfText.orElseGet(() -> usualEndOfText(path, special));
        var number = all.get(name);
        if (number == null) {
            throw new CorpusException(
                    "the tokenizer %s has no token '%s' to stand between documents; its special tokens are %s"
                            .formatted(path, name, some(special)));
        }
        var controls = new LinkedHashSet<>(special);
        controls.add(name);
        var text = PlainText.withoutNames(object, controls);
        return new TokenizerFile(path, write(object), write(text), highest.getAsInt() + 1, name, number);
    }

    private static String usualEndOfText(Path path, Set<String> special) {
        return END_OF_TEXT_NAMES.stream()
                .filter(special::contains)
                .findFirst()
                .orElseThrow(() -> new CorpusException(
                        ("the tokenizer %s marks no usual end-of-text token; say with --end-of-text which of its "
                                        + "tokens stands between documents (its special ones are %s)")
                                .formatted(path, some(special))));
    }

    /** The first of them: there may be thousands. */
    private static String some(Set<String> names) {
        var first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? "%s and %d more".formatted(first, names.size() - NAMED) : first;
    }

    /**
     * The model's own tokens: an object of token to number, or (Unigram) an array of pairs in the order of their
     * numbers.
     */
    private static Map<String, Integer> tokens(Path path, JsonNode root) {
        var vocabulary = root.path("model").path("vocab");
        var tokens = new LinkedHashMap<String, Integer>();
        if (vocabulary.isArray()) {
            for (var number = 0; number < vocabulary.size(); number++) {
                tokens.put(name(path, vocabulary.get(number).path(0)), number);
            }
        } else {
            vocabulary.properties().forEach(e -> tokens.put(e.getKey(), id(path, e.getKey(), e.getValue())));
        }
        return tokens;
    }

    private static String name(Path path, JsonNode name) {
        if (!name.isTextual()) {
            throw notOne(path, "one of its tokens has no name", null);
        }
        return name.textValue();
    }

    private static int id(Path path, String token, JsonNode id) {
        if (!id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= MOST_TOKENS) {
            throw notOne(
                    path,
                    "the token '%s' has the number %s; wanted 0 to %d".formatted(token, id, MOST_TOKENS - 1),
                    null);
        }
        return id.intValue();
    }

    private static String write(ObjectNode object) {
        try {
            return JsonMapper.builder().build().writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that was read cannot be written", e);
        }
    }

    private static CorpusException notOne(Path path, String why, @Nullable Throwable cause) {
        return new CorpusException(
                ("%s is not a tokenizer.json: %s; take the file of that name from a Hugging Face "
                                + "model, or --tokenizer byte")
                        .formatted(path, why),
                cause);
    }
}
