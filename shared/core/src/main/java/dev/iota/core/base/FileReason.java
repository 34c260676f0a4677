package dev.iota.core.base;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read, in plain words: what the platform says is often only its path, or a length. */
public final class FileReason {
    private FileReason() {}

    /** A clause for a message that names the file. */
    public static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "it is missing";
            case AccessDeniedException denied -> "it may not be read by this user";
            case CharacterCodingException binary -> "it is no text";
            case FileSystemException other when other.getReason() != null -> String.valueOf(other.getReason());
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
