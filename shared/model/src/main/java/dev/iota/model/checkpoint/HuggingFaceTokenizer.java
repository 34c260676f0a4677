package dev.iota.model.checkpoint;

import dev.iota.core.base.Json;
import dev.iota.model.text.tokenizer.ByteTokenizer;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** The files by which {@code AutoTokenizer} of Hugging Face's transformers opens the tokenizer of a checkpoint. */
final class HuggingFaceTokenizer {
    /** Of the tokenizer itself. */
    static final String FILE = "tokenizer.json";

    /** Of what is to be done around it: nothing. */
    static final String CONFIG_FILE = "tokenizer_config.json";

    private static final int BYTES = 256;

    private HuggingFaceTokenizer() {}

    /** The tokenizer's own file; that of the byte tokenizer is made. */
    static byte[] file(Tokenizer tokenizer) throws IOException {
        return tokenizer.file().isPresent()
                ? Files.readAllBytes(tokenizer.file().get())
                : ofBytes(new ByteTokenizer()).getBytes(StandardCharsets.UTF_8);
    }

    /** Without it, transformers would take the tokenizer of some Llama, which puts a token before each text. */
    static byte[] config(Tokenizer tokenizer) {
        return Json.mapper()
                .createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("eos_token", tokenizer.endOfTextName())
                .put("clean_up_tokenization_spaces", false)
                .toPrettyString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A byte-level BPE without merges: every byte is a token of the byte's number. */
    private static String ofBytes(ByteTokenizer tokenizer) {
        var root = Json.mapper().createObjectNode().put("version", "1.0");
        root.putArray("added_tokens")
                .addObject()
                .put("id", tokenizer.endOfText())
                .put("content", tokenizer.endOfTextName())
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        for (var part : new String[] {"pre_tokenizer", "decoder"}) {
            root.putObject(part)
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", false)
                    .put("use_regex", false);
        }
        var model = root.putObject("model").put("type", "BPE");
        var vocabulary = model.putObject("vocab");
        var unprintable = 0;
        for (var value = 0; value < BYTES; value++) {
            var sign = isPrintable(value) ? value : BYTES + unprintable++;
            vocabulary.put(Character.toString(sign), value);
        }
        model.putArray("merges");
        return root.toPrettyString();
    }

    /**
     * Whether GPT-2's byte-level alphabet writes a byte as the Latin-1 character of its number; the others follow from
     * U+0100 on.
     */
    private static boolean isPrintable(int value) {
        return (value >= '!' && value <= '~') || (value >= '\u00a1' && value <= '\u00ac') || value >= '\u00ae';
    }
}
