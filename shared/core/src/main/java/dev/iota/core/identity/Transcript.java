package dev.iota.core.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A Merlin 1.0 transcript (merlin.cool): what was said in a protocol, in order, each with a label, and challenges that
 * depend on all of it. It is made of five operations of STROBE-128 1.0.2 (strobe.sourceforge.io).
 */
final class Transcript {
    /** Bytes of the state that are absorbed into or squeezed from between two permutations: 200 − 128 / 4 − 2. */
    private static final int RATE = 166;

    private static final int INBOUND = 1;
    private static final int APPLICATION = 1 << 1;
    private static final int CIPHER = 1 << 2;
    private static final int META = 1 << 4;

    private final byte[] state;
    private int position;
    private int begin;

    private Transcript(byte[] state, int position, int begin) {
        this.state = state;
        this.position = position;
        this.begin = begin;
    }

    Transcript(String protocol) {
        this(new byte[Keccak.BYTES], 0, 0);
        ByteBuffer.wrap(state)
                .put(new byte[] {1, (byte) (RATE + 2), 1, 0, 1, 12 * Byte.SIZE})
                .put(bytes("STROBEv1.0.2"));
        Keccak.permute(state);
        start(META | APPLICATION);
        absorb(bytes("Merlin v1.0"));
        append("dom-sep", bytes(protocol));
    }

    /** Says {@code message}. */
    Transcript append(String label, byte[] message) {
        announce(label, message.length);
        start(APPLICATION);
        absorb(message);
        return this;
    }

    /** {@code length} bytes that depend on everything said so far, and count as said. */
    byte[] challenge(String label, int length) {
        announce(label, length);
        start(INBOUND | APPLICATION | CIPHER);
        return squeeze(length);
    }

    /**
     * {@code length} bytes that depend on everything said so far and on a secret, which alone keeps them secret: the
     * transcript stays as it is. They are those of merlin's TranscriptRng over a source of zeros; so nothing depends on
     * the quality of a random source.
     */
    byte[] witness(String label, byte[] secret, int length) {
        var fork = new Transcript(state.clone(), position, begin);
        fork.announce(label, secret.length);
        fork.start(APPLICATION | CIPHER);
        fork.overwrite(secret);
        fork.start(META | APPLICATION);
        fork.absorb(bytes("rng"));
        fork.start(APPLICATION | CIPHER);
        fork.overwrite(new byte[32]);
        fork.start(META | APPLICATION);
        fork.absorb(littleEndian(length));
        fork.start(INBOUND | APPLICATION | CIPHER);
        return fork.squeeze(length);
    }

    private void announce(String label, int length) {
        start(META | APPLICATION);
        absorb(bytes(label));
        absorb(littleEndian(length));
    }

    private void start(int operation) {
        var before = begin;
        begin = position + 1;
        absorb(new byte[] {(byte) before, (byte) operation});
        if ((operation & CIPHER) != 0 && position != 0) {
            permute();
        }
    }

    private void absorb(byte[] bytes) {
        for (var b : bytes) {
            state[position] ^= b;
            advance();
        }
    }

    private void overwrite(byte[] bytes) {
        for (var b : bytes) {
            state[position] = b;
            advance();
        }
    }

    private byte[] squeeze(int length) {
        var out = new byte[length];
        for (var i = 0; i < length; i++) {
            out[i] = state[position];
            state[position] = 0;
            advance();
        }
        return out;
    }

    private void advance() {
        position++;
        if (position == RATE) {
            permute();
        }
    }

    private void permute() {
        state[position] ^= (byte) begin;
        state[position + 1] ^= 0x04;
        state[RATE + 1] ^= (byte) 0x80;
        Keccak.permute(state);
        position = 0;
        begin = 0;
    }

    private static byte[] bytes(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
