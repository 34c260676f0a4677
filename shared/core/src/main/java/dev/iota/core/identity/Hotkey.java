package dev.iota.core.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.iota.core.base.MalformedException;

/**
 * The public name of a participant: a public key of either {@link Scheme}, shown as an SS58 address, which does not say
 * which; signatures do. Ordered by its bytes.
 */
public record Hotkey(@JsonValue String address) implements Comparable<Hotkey> {

    /** @throws MalformedException if the address is not a 32-byte key with a right checksum */
    @JsonCreator
    public Hotkey {
        Ss58.decode(address);
    }

    public static Hotkey of(byte[] publicKey) {
        return new Hotkey(Ss58.encode(publicKey));
    }

    /** The 32 bytes of the key. */
    public byte[] publicKey() {
        return Ss58.decode(address);
    }

    /**
     * Addresses stand in the order of their keys: base58 of equally many bytes, digits in the order of their
     * characters, the same prefix first.
     */
    @Override
    public int compareTo(Hotkey other) {
        return address.compareTo(other.address);
    }

    @Override
    public String toString() {
        return address;
    }
}
