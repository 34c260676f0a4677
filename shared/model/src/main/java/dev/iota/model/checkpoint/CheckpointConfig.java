package dev.iota.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.run.Cut;
import dev.iota.core.run.ModelSpec;
import dev.iota.model.text.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * The file {@code config.json}: our own description under {@value #OURS}, and beside it, if the model is uncut, the
 * fields of Hugging Face's {@code LlamaConfig}, by which other programs open the folder.
 *
 * @param info what the weights are
 * @param tokenizer {@code byte}, or the name of the tokenizer's file in the folder
 * @param endOfText how the token between documents is written
 */
record CheckpointConfig(CheckpointInfo info, String tokenizer, String endOfText) {
    static final String FILE = "config.json";

    private static final String OURS = "iota";

    /** @param hashes of the other files */
    String write(Tokenizer opened, FileHashes hashes) {
        var root = Json.mapper().createObjectNode();
        if (info.model().cut() == Cut.NONE) {
            putLlama(root, info.model(), opened.endOfText());
        }
        ObjectNode ours = Json.mapper().valueToTree(this);
        root.set(OURS, ours);
        return hashes.into(root, ours);
    }

    /**
     * What a file says.
     *
     * @param hashes of all files; empty in a checkpoint of a version that wrote none
     */
    record Read(CheckpointConfig config, Optional<FileHashes> hashes) {}

    /** @throws MalformedException if it is not the configuration of a checkpoint of this project */
    static Read read(String text) {
        if (!(Json.read(text, JsonNode.class).path(OURS) instanceof ObjectNode ours)) {
            throw new MalformedException(
                    "it has no object '%s'; only checkpoints of this project can be read".formatted(OURS));
        }
        var hashes = FileHashes.outOf(ours);
        return new Read(Json.read(ours.toString(), CheckpointConfig.class), hashes);
    }

    /** The names are those of {@code LlamaConfig} in Hugging Face transformers. */
    private static void putLlama(ObjectNode root, ModelSpec model, int endOfText) {
        var rope = model.rope();
        root.putArray("architectures").add("LlamaForCausalLM");
        root.put("model_type", "llama")
                .put("torch_dtype", "float32")
                .put("vocab_size", model.vocabulary())
                .put("hidden_size", model.width())
                .put("intermediate_size", model.feedForward())
                .put(
                        "num_hidden_layers",
                        model.blocks().stream().mapToInt(Integer::intValue).sum())
                .put("num_attention_heads", model.heads())
                .put("num_key_value_heads", model.kvHeads())
                .put("head_dim", model.headWidth())
                .put("hidden_act", "silu")
                .put("rms_norm_eps", model.normEpsilon())
                .put("initializer_range", model.initialDeviation())
                .put("max_position_embeddings", rope.context())
                .put("rope_theta", rope.theta())
                .put("attention_bias", false)
                .put("mlp_bias", false)
                .put("tie_word_embeddings", false)
                .put("eos_token_id", endOfText)
                .putNull("bos_token_id")
                .putObject("rope_scaling")
                .put("rope_type", "llama3")
                .put("factor", rope.factor())
                .put("low_freq_factor", rope.lowFrequencyFactor())
                .put("high_freq_factor", rope.highFrequencyFactor())
                .put("original_max_position_embeddings", rope.smoothingContext());
    }
}
