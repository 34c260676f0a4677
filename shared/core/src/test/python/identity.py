"""Signatures, addresses and keys by libraries that share no code with this project; docs/security.md says how to run it.

identity.py make FILE    writes test vectors
identity.py check FILE   verifies what dev.iota.core.identity.CrossCheck wrote, in the same format

Needs: pip install py-sr25519-bindings substrate-interface py-bip39-bindings PyNaCl
"""

import hashlib
import importlib.metadata
import json
import sys

import bip39
import nacl.exceptions
import nacl.signing
import sr25519
from substrateinterface import Keypair, KeypairType
from substrateinterface.utils.ss58 import ss58_encode

LIBRARIES = ["py-sr25519-bindings", "substrate-interface", "py-bip39-bindings", "PyNaCl"]
GENERIC = 42  # the network prefix of our addresses
MESSAGES = [b"", b"iota-event-1\n{}", bytes(range(256)) * 4, "größer als ASCII ‖".encode()]
PHRASES = ["bottom drive obey lake curtain smoke basket hold race lonely fit walk"]


def make():
    sr, ed = [], []
    for i, message in enumerate(MESSAGES):
        seed = hashlib.sha256(b"sr %d" % i).digest()
        pair = sr25519.pair_from_seed(seed)
        sr.append(signed(seed, pair[0], message, sr25519.sign(pair, message)))
        key = nacl.signing.SigningKey(seed)
        ed.append(signed(seed, bytes(key.verify_key), message, key.sign(message).signature))
    return {
        "madeBy": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "sr25519": sr,
        "ed25519": ed,
        "mnemonic": [phrase(p) for p in PHRASES + [bip39.bip39_generate(n, "en") for n in (12, 15, 18, 21, 24)]],
    }


def signed(seed, public_key, message, signature):
    return {
        "seed": seed.hex(),
        "publicKey": public_key.hex(),
        "message": message.hex(),
        "signature": signature.hex(),
        "address": ss58_encode(public_key, GENERIC),
    }


def phrase(words):
    def address(crypto_type):
        return Keypair.create_from_mnemonic(words, ss58_format=GENERIC, crypto_type=crypto_type).ss58_address

    return {
        "phrase": words,
        "seed": bytes(bip39.bip39_to_mini_secret(words, "", "en")).hex(),
        "sr25519": address(KeypairType.SR25519),
        "ed25519": address(KeypairType.ED25519),
    }


def check(ours):
    for scheme in "sr25519", "ed25519":
        for vector in ours[scheme]:
            seed, key, message, signature = (
                bytes.fromhex(vector[field]) for field in ("seed", "publicKey", "message", "signature")
            )
            assert public_key(scheme, seed) == key, vector
            assert ss58_encode(key, GENERIC) == vector["address"], vector
            assert verify(scheme, key, message, signature), vector
            assert not verify(scheme, key, message + b"x", signature), vector
    for vector in ours["mnemonic"]:
        assert phrase(vector["phrase"]) == vector, vector
    print({name: len(value) for name, value in ours.items() if name != "madeBy"}, "verified")


def public_key(scheme, seed):
    return sr25519.pair_from_seed(seed)[0] if scheme == "sr25519" else bytes(nacl.signing.SigningKey(seed).verify_key)


def verify(scheme, key, message, signature):
    if scheme == "sr25519":
        return sr25519.verify(signature, message, key)
    try:
        nacl.signing.VerifyKey(key).verify(message, signature)
        return True
    except nacl.exceptions.BadSignatureError:
        return False


if __name__ == "__main__":
    mode, file = sys.argv[1:]
    if mode == "make":
        with open(file, "w") as out:
            json.dump(make(), out, indent=1)
            out.write("\n")
    else:
        with open(file) as text:
            check(json.load(text))
