package dev.iota.model.text;

import dev.iota.core.base.FileReason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;

/** Why a file of text could not be read, in words. */
public final class Reason {
    private Reason() {}

    public static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case CharacterCodingException binary -> "it is not UTF-8";
            case EOFException torn -> "it ends in the middle of its compressed data";
            default -> FileReason.of(e);
        };
    }
}
