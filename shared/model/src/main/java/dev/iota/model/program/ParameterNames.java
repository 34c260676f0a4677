package dev.iota.model.program;

/** Names of parameters, as Hugging Face's {@code LlamaForCausalLM} has them; the cut's own come beside. */
final class ParameterNames {
    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String FINAL_NORM = "model.norm.weight";
    static final String LANGUAGE_HEAD = "lm_head.weight";

    static final String INPUT_NORM = "input_layernorm";
    static final String QUERY = "self_attn.q_proj";
    static final String KEY = "self_attn.k_proj";
    static final String VALUE = "self_attn.v_proj";
    static final String OUTPUT = "self_attn.o_proj";
    static final String FEED_FORWARD_NORM = "post_attention_layernorm";
    static final String GATE = "mlp.gate_proj";
    static final String UP = "mlp.up_proj";
    static final String DOWN = "mlp.down_proj";
    static final String COMPRESS = "cut.compress";
    static final String EXPAND = "cut.expand";

    private ParameterNames() {}

    /** The weight {@code part} of block {@code block}, counted from 0 over the whole model. */
    static String ofBlock(int block, String part) {
        return "model.layers.%d.%s.weight".formatted(block, part);
    }
}
