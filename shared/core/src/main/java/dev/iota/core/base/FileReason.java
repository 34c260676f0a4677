package dev.iota.core.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be read or written, in plain words: what the platform says is often only its path, or a length. */
public final class FileReason {
    private FileReason() {}

    /** A clause for a message that names the file. */
    public static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "it is missing";
            case AccessDeniedException denied -> "its permissions do not allow it";
            case CharacterCodingException binary -> "it is no text";
            case EOFException torn -> "it ends too early";
            case JsonProcessingException json -> Json.problem(json);
            case FileSystemLoopException circle -> "its links lead in a circle";
            case FileAlreadyExistsException taken -> "there is something of this name already";
            case NotDirectoryException file -> "it is no folder";
            case DirectoryNotEmptyException full -> "it is not empty";
            case FileSystemException other when other.getReason() != null -> String.valueOf(other.getReason());
            case FileSystemException other -> "the system gives no reason";
            default -> e.getMessage() == null ? "the system gives no reason" : e.getMessage();
        };
    }
}
