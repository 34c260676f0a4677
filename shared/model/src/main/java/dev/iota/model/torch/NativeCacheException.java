package dev.iota.model.torch;

import dev.iota.core.base.Explained;
import dev.iota.core.base.FileReason;
import java.io.IOException;
import java.nio.file.Path;

/** The tensor library cannot be unpacked where it is kept; the message names the folder, the reason and the remedy. */
public final class NativeCacheException extends RuntimeException implements Explained {
    private static final long serialVersionUID = 1L;

    NativeCacheException(Path folder, IOException cause) {
        super(
                ("PyTorch's native library cannot be unpacked into %s (%s); make the folder writable and leave half a "
                                + "gigabyte free in it, or name another one in the environment variable DJL_CACHE_DIR")
                        .formatted(folder, FileReason.of(cause)),
                cause);
    }
}
