"""Writes a byte-level BPE tokenizer.json of any size, to try large vocabularies with where no real tokenizer is at hand.

tokenizer.py FILE SIZE     its tokens: every byte, one for the end of a text, then every pair of bytes, then triples, SIZE in all
"""

import itertools
import json
import sys


def letters():
    """The character that stands for each byte, as GPT-2 chose them: printable ones for themselves."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = itertools.count(256)
    return [chr(b) if b in printable else chr(next(others)) for b in range(256)]


def main(file, size):
    bytes, end = letters(), "<|endoftext|>"
    pairs = list(itertools.product(bytes, bytes))
    merges = list(itertools.islice(itertools.chain(pairs, ((a + b, c) for a, b in pairs for c in bytes)), size - len(bytes) - 1))
    tokens = [*bytes, end, *(a + b for a, b in merges)]
    assert len(tokens) == size, f"{file} would have {len(tokens)} tokens"
    marked = dict(id=len(bytes), content=end, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
    level = dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True)
    model = dict(
        type="BPE", dropout=None, unk_token=None, continuing_subword_prefix=None, end_of_word_suffix=None, fuse_unk=False,
        byte_fallback=False, ignore_merges=False, vocab={token: i for i, token in enumerate(tokens)}, merges=merges)
    content = dict(
        version="1.0", truncation=None, padding=None, added_tokens=[marked], normalizer=None, pre_tokenizer=level,
        post_processor=None, decoder=level, model=model)
    with open(file, "w", encoding="utf-8") as out:
        json.dump(content, out, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
