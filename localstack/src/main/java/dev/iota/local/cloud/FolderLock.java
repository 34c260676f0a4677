package dev.iota.local.cloud;

import dev.iota.local.cloud.net.CloudException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Two clouds on one folder would write the same files. The system frees the lock however the process ends. */
final class FolderLock {
    private static final String NAME = "cloud.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CloudException if a cloud runs in this folder */
    static FolderLock take(Path folder) throws IOException, CloudException {
        var channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new FolderLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        channel.close();
        throw new CloudException("the folder %s is in use by another embedded cloud%s; stop it or choose another folder"
                .formatted(folder, holder(folder)));
    }

    private static String holder(Path folder) throws IOException {
        return CloudFile.exists(folder)
                ? " (process %d)".formatted(CloudFile.read(folder).pid())
                : "";
    }

    void release() throws IOException {
        channel.close();
    }
}
