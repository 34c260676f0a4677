package dev.iota.model.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads whole files that come from outside: never more of them than they can sensibly have, whatever their length is
 * said to be.
 */
public final class BoundedFile {
    private BoundedFile() {}

    /** @throws FileSystemException if it is no file, or longer */
    public static byte[] read(Path file, int mostBytes) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "it is no file");
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new FileSystemException(
                        file.toString(), null, "it has more than %d bytes, which is too much".formatted(mostBytes));
            }
            return bytes;
        }
    }

    /**
     * The same of a text in UTF-8.
     *
     * @throws java.nio.charset.CharacterCodingException if it is none
     */
    public static String text(Path file, int mostBytes) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(java.nio.ByteBuffer.wrap(read(file, mostBytes)))
                .toString();
    }
}
