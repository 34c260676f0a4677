package dev.iota.core.identity;

import dev.iota.core.base.MalformedException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a text that is signed. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Different bytes for different texts.
     *
     * @throws MalformedException if the text holds half a surrogate pair, for which the usual encoding puts a
     *     question mark: one signature would cover both
     */
    public static byte[] bytes(String text) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new MalformedException("the text is no Unicode: it holds half a surrogate pair", e);
        }
    }
}
