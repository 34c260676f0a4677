package dev.iota.cloud.process;

import dev.iota.core.base.FileReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The disk below a folder, and what is wrong with it: such errors are told from those of the network, since no waiting
 * mends them and a person has to.
 */
public final class LocalDisk {
    /** Less than this is full: a file of any use does not fit. */
    static final long FULL = 1 << 20;

    private static final double MIB = 1 << 20;

    private final Path folder;

    /** @param folder need not exist yet */
    public LocalDisk(Path folder) {
        this.folder = folder;
    }

    /** Bytes that may still be written; empty where the system does not say. */
    public OptionalLong freeBytes() {
        for (var path = folder.toAbsolutePath(); path != null; path = path.getParent()) {
            try {
                return OptionalLong.of(Files.getFileStore(path).getUsableSpace());
            } catch (IOException e) {
                // Not there (yet): the folder around it is on the same disk.
            }
        }
        return OptionalLong.empty();
    }

    /** One sentence if the disk is full. */
    public Optional<String> full() {
        return lessThan(FULL);
    }

    /** One sentence if fewer than {@code bytes} are free. */
    public Optional<String> lessThan(long bytes) {
        var free = freeBytes();
        return free.isPresent() && free.getAsLong() < bytes ? Optional.of(full(free)) : Optional.empty();
    }

    /** One sentence if nothing can be written any more: fewer than {@code bytes} are free, or it became read-only. */
    public Optional<String> unusable(long bytes) {
        return isReadOnly() ? Optional.of(readOnly()) : lessThan(bytes);
    }

    /** Systems make a disk read-only that fails. */
    private boolean isReadOnly() {
        try {
            return Files.getFileStore(folder).isReadOnly();
        } catch (IOException e) {
            return false; // not there, or the system does not say
        }
    }

    private String readOnly() {
        return "the disk of %s is read-only (%s free); make it writable and start again"
                .formatted(folder, mebibytes(freeBytes()));
    }

    /**
     * One sentence for an error that is this disk's, or at a file there.
     *
     * @return the disk's fault with its remedy, or else why the file cannot be read or written
     */
    public String reason(IOException error) {
        return fault(error).orElseGet(() -> FileReason.of(error));
    }

    /**
     * One sentence if an error, or what caused it, is this disk's: no space, read-only, not permitted. Anything else,
     * the network's errors above all, gives nothing.
     */
    public Optional<String> fault(Throwable error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            var text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof IOException && (text.contains("no space left") || text.contains("quota exceeded"))) {
                return Optional.of(full(freeBytes()));
            }
            if (cause instanceof ReadOnlyFileSystemException || text.contains("read-only file system")) {
                return Optional.of(readOnly());
            }
            if (cause instanceof AccessDeniedException denied) {
                return Optional.of("the permissions of %s do not allow it (%s free); change them and start again"
                        .formatted(denied.getFile(), mebibytes(freeBytes())));
            }
        }
        return Optional.empty();
    }

    /**
     * To be called first where an error is taken for one of the network, which time mends.
     *
     * @throws UncheckedIOException if it is a disk's
     */
    public static void requireNone(IOException error) {
        if (new LocalDisk(Path.of("")).fault(error).isPresent()) {
            throw new UncheckedIOException(error);
        }
    }

    private String full(OptionalLong free) {
        return "the disk of %s is full (%s free); make room and start again".formatted(folder, mebibytes(free));
    }

    private static String mebibytes(OptionalLong bytes) {
        return bytes.isPresent()
                ? String.format(Locale.ROOT, "%.1f MiB", bytes.getAsLong() / MIB)
                : "an unknown number of bytes";
    }
}
