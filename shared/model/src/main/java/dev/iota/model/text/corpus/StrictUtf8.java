package dev.iota.model.text.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8, and nothing that only resembles it. */
final class StrictUtf8 {
    private StrictUtf8() {}

    static CharsetDecoder strict() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** @throws BadDocumentException if the bytes are anything else */
    static String text(byte[] bytes, int from, int length) throws BadDocumentException {
        try {
            return strict().decode(ByteBuffer.wrap(bytes, from, length)).toString();
        } catch (CharacterCodingException e) {
            throw new BadDocumentException("it is not UTF-8");
        }
    }
}
