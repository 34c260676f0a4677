package dev.iota.agent.home;

import dev.iota.agent.failure.AgentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that hold secrets, and files that are there entirely or not at all. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** Makes a folder, and those above it, that nobody else may look into. */
    public static void directories(Path folder) throws IOException {
        Files.createDirectories(folder, attributes("rwx------"));
    }

    /** Makes a file that is not there yet. */
    static void create(Path file, String text) throws IOException {
        write(file, text, StandardOpenOption.CREATE_NEW);
    }

    /** Replaces a file, or makes it: whoever reads it finds the old text or the new one. */
    public static void replace(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        write(fresh, text, StandardOpenOption.CREATE_NEW);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(file.resolveSibling("."));
    }

    /**
     * Refuses a file that others may read or write, where the platform can tell.
     *
     * @throws AgentException if they may
     */
    static void check(Path file) throws IOException {
        if (isPosix() && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new AgentException(("others than its owner may use %s, which is secret; say 'chmod 600 %1$s', and if "
                            + "they may have read it, make another")
                    .formatted(file));
        }
    }

    private static void write(Path file, String text, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(file, Set.of(how, StandardOpenOption.WRITE), attributes("rw-------"))) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes the names in a folder survive a power cut, where the platform has a way. */
    public static void sync(Path folder) throws IOException {
        if (!isPosix()) {
            return; // Windows opens no folder
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
