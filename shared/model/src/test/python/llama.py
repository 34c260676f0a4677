"""Opens the checkpoint of an uncut run with Hugging Face's transformers, which shares no code with this project; docs/local.md says how to run it.

llama.py CHECKPOINT DATA [RECORDS]   prints the loss of the held-out records in DATA as one JSON object, as './iota evaluate --json' does

Needs: pip install torch transformers
"""

import json
import struct
import sys
from pathlib import Path

import torch
import transformers


def held_out(data, records):
    """Rows of T + 1 tokens of each record of the held-out token shard, see dev.iota.core.data.TokenShard."""
    manifest = json.loads((data / "manifest.json").read_text())
    shard = (data / manifest["heldOut"]["key"]).read_bytes()
    magic, version, token_bytes, record_tokens, count = struct.unpack_from("<4sHHII", shard)
    assert (magic, version) == (b"IOTK", 1), (magic, version)
    width = {2: "H", 4: "I"}[token_bytes]
    start = 16 + 32 * count
    for i in range(min(records, count)):
        tokens = struct.unpack_from(f"<{record_tokens}{width}", shard, start + i * record_tokens * token_bytes)
        yield torch.tensor(tokens).reshape(-1, manifest["sequence"] + 1)


def main(checkpoint, data, records):
    config = json.loads((checkpoint / "config.json").read_text())
    model, loading = transformers.LlamaForCausalLM.from_pretrained(
        checkpoint, torch_dtype=torch.float32, output_loading_info=True)
    assert not any(loading.values()), loading
    tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint)
    text = "Grüße, Mr President: 日本 😀\n"
    tokens = tokenizer(text)["input_ids"]
    assert tokenizer.decode(tokens) == text, tokens
    assert tokenizer.eos_token_id == config["eos_token_id"]
    if config["iota"]["tokenizer"] == "byte":
        assert tokens == list(text.encode()), tokens
    losses = []
    with torch.no_grad():
        for rows in held_out(data, records):
            logits = model(rows[:, :-1]).logits
            losses.append(torch.nn.functional.cross_entropy(
                logits.reshape(-1, logits.shape[-1]), rows[:, 1:].reshape(-1)).item())
    print(json.dumps({"heldOutLoss": sum(losses) / len(losses), "records": len(losses),
                      "transformers": transformers.__version__, "torch": torch.__version__}))


main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize)
