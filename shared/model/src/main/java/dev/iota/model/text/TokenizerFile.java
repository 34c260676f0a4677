package dev.iota.model.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code tokenizer.json} says beside its algorithm.
 *
 * @param path where it was read
 * @param json the file, without truncation and padding, which have no place in training data
 * @param vocabulary one more than the highest token
 * @param endOfText the token between documents
 */
record TokenizerFile(Path path, String json, int vocabulary, int endOfText) {
    /** How the end-of-text token is called in common tokenizers, most telling first. */
    private static final List<String> END_OF_TEXT_NAMES = List.of(
            "<|endoftext|>", "<|end_of_text|>", "<|end▁of▁sentence|>", "</s>", "<eos>", "<|eos|>", "[EOS]", "[SEP]");

    /** @throws CorpusException if the content is not a tokenizer, or no token can stand between documents */
    static TokenizerFile parse(Path path, byte[] content, Optional<String> endOfText) {
        JsonNode root;
        try {
            root = JsonMapper.builder().build().readTree(content);
        } catch (JsonProcessingException e) {
            throw notOne(path, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw notOne(path, String.valueOf(e.getMessage()), e);
        }
        if (!(root instanceof ObjectNode object)
                || !root.path("model").path("vocab").isContainerNode()) {
            throw notOne(path, "it has no model.vocab", null);
        }
        var special = new LinkedHashMap<String, Integer>();
        var all = tokens(path, root);
        for (var token : root.path("added_tokens")) {
            var name = token.path("content").asText();
            var id = id(path, name, token.path("id"));
            all.put(name, id);
            if (token.path("special").asBoolean()) {
                special.put(name, id);
            }
        }
        var highest = all.values().stream().mapToInt(Integer::intValue).max();
        if (highest.isEmpty()) {
            throw notOne(path, "its vocabulary is empty", null);
        }
        object.putNull("truncation").putNull("padding");
        return new TokenizerFile(path, write(object), highest.getAsInt() + 1, endOfText(path, all, special, endOfText));
    }

    private static int endOfText(
            Path path, Map<String, Integer> all, Map<String, Integer> special, Optional<String> chosen) {
        if (chosen.isPresent()) {
            var id = all.get(chosen.get());
            if (id == null) {
                throw new CorpusException(
                        "the tokenizer %s has no token '%s' to stand between documents; its special tokens are %s"
                                .formatted(path, chosen.get(), special.keySet()));
            }
            return id;
        }
        return END_OF_TEXT_NAMES.stream()
                .filter(special::containsKey)
                .findFirst()
                .map(special::get)
                .orElseThrow(() -> new CorpusException(
                        "the tokenizer %s marks no usual end-of-text token; say which of its tokens stands between documents (its special ones are %s)"
                                .formatted(path, special.keySet())));
    }

    /** The model's own tokens: an object of token to number, or (Unigram) an array of pairs in the order of their numbers. */
    private static Map<String, Integer> tokens(Path path, JsonNode root) {
        var vocabulary = root.path("model").path("vocab");
        var tokens = new LinkedHashMap<String, Integer>();
        if (vocabulary.isArray()) {
            vocabulary.forEach(pair -> tokens.put(pair.path(0).asText(), tokens.size()));
        } else {
            vocabulary.properties().forEach(e -> tokens.put(e.getKey(), id(path, e.getKey(), e.getValue())));
        }
        return tokens;
    }

    private static int id(Path path, String token, JsonNode id) {
        if (!id.canConvertToInt() || id.intValue() < 0) {
            throw notOne(path, "the token '%s' has the number %s".formatted(token, id), null);
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
                "%s is not a tokenizer.json: %s; take the file of that name from a Hugging Face model, or --tokenizer byte"
                        .formatted(path, why),
                cause);
    }
}
